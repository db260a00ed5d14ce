import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcessOwner } from './process-owner.ts';

const [ours, theirs, inner] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

let procFolder: string;
let asked: string[];
let engineAway: boolean;

beforeEach(() => {
  procFolder = mkdtempSync(join(tmpdir(), 'proc-'));
  asked = [];
  engineAway = false;
});

afterEach(() => {
  rmSync(procFolder, { recursive: true });
});

function process(pid: number, cgroup: string, name = 'python3\n'): void {
  mkdirSync(join(procFolder, String(pid)), { recursive: true });
  writeFileSync(join(procFolder, String(pid), 'comm'), name);
  writeFileSync(join(procFolder, String(pid), 'cgroup'), cgroup);
}

const owner = () =>
  createProcessOwner({
    procFolder,
    async jobOfContainer(id) {
      asked.push(id);
      if (engineAway) throw new Error('away');
      return id === ours ? 'job-1' : id === inner ? 'job-of-another' : null;
    },
  });

describe('the owner of a process', () => {
  it.each([
    ['the second version, with systemd', `0::/system.slice/docker-${ours}.scope\n`],
    ['the second version, without', `0::/docker/${ours}\n`],
    ['the first version', `12:pids:/docker/${ours}\n11:memory:/docker/${ours}\n1:name=systemd:/docker/${ours}\n0::/\n`],
    ['a rootless engine', `0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ours}.scope\n`],
  ])('is the job whose container holds it: %s', async (_version, cgroup) => {
    process(7, cgroup);
    expect(await owner()(7)).toEqual({ name: 'python3\n', jobId: 'job-1' });
    expect(asked).toEqual([ours]);
  });

  it('is nobody’s job outside of containers and in containers of others', async () => {
    process(7, '0::/user.slice/user-1000.slice/session-2.scope\n', 'Xorg\n');
    process(8, `0::/docker/${theirs}\n`);
    expect(await owner()(7)).toEqual({ name: 'Xorg\n', jobId: null });
    expect(await owner()(8)).toMatchObject({ jobId: null });
  });

  it('is not what a process inside a container calls its own groups', async () => {
    process(7, `0::/docker/${ours}/docker/${inner}\n`);
    expect(await owner()(7)).toMatchObject({ jobId: 'job-1' });
  });

  it('is not known of a process that has ended', async () => {
    expect(await owner()(7)).toEqual({ name: null, jobId: null });
  });

  it('is asked of the engine once for a container', async () => {
    process(7, `0::/docker/${ours}\n`);
    process(8, `0::/docker/${ours}\n`);
    process(9, `0::/docker/${theirs}\n`);
    const identify = owner();
    await Promise.all([identify(7), identify(8)]);
    for (const pid of [7, 8, 9, 9]) await identify(pid);
    expect(asked).toEqual([ours, theirs]);
  });

  it('is found when an engine that was away is back', async () => {
    process(7, `0::/docker/${ours}\n`);
    const identify = owner();
    engineAway = true;
    expect(await identify(7)).toMatchObject({ jobId: null });
    engineAway = false;
    expect(await identify(7)).toMatchObject({ jobId: 'job-1' });
  });

  it('does not remember containers without end', async () => {
    const identify = owner();
    const id = (n: number) => n.toString(16).padStart(64, '0');
    for (let n = 0; n < 501; n += 1) {
      process(7, `0::/docker/${id(n)}\n`);
      await identify(7);
    }
    process(7, `0::/docker/${id(500)}\n`);
    await identify(7);
    expect(asked).toHaveLength(501);
    process(7, `0::/docker/${id(0)}\n`);
    await identify(7);
    expect(asked).toHaveLength(502);
  });
});
