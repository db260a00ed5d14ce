import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gpu, type GpuState, gpuStateSchema } from '../../shared/gpus.ts';
import { createGpuTelemetry, type GpuTelemetry } from './telemetry.ts';

const standIn = join(import.meta.dirname, '../../e2e/harness/nvidia-smi');

let folder: string;
let telemetry: GpuTelemetry;
let seen: GpuState[];
/** Names of processes by pid; absent ones have none. */
let names: Map<number, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
  seen = [];
  names = new Map();
});

afterEach(async () => {
  await telemetry.stop();
  rmSync(folder, { recursive: true });
});

function shows(...lines: string[]): void {
  const file = join(folder, 'state');
  writeFileSync(`${file}.new`, `${lines.join('\n')}\n`);
  renameSync(`${file}.new`, file);
}

function begin(command = standIn, momentMs = 50): void {
  const environment = { PATH: process.env.PATH, NVIDIA_SMI_STATE: join(folder, 'state') };
  telemetry = createGpuTelemetry({
    command,
    environment,
    momentMs,
    identify: async (pid) => ({ name: names.get(pid) ?? null, jobId: pid === 4242 ? 'a-job' : null }),
  });
  telemetry.onChange((state) => seen.push(gpuStateSchema.parse(state)));
  telemetry.hurry(true);
  telemetry.start();
}

/** Resolves with the first state from now on that is wanted. */
function until(wanted: (state: GpuState) => boolean): Promise<GpuState> {
  return new Promise((resolve) => {
    const stop = telemetry.onChange((state) => {
      if (!wanted(state)) return;
      stop();
      resolve(state);
    });
  });
}

const status = (name: GpuState['status']) => (state: GpuState) => state.status === name;
const gpuCount = (count: number) => (state: GpuState) => state.status === 'ok' && state.gpus.length === count;
/** Resolves with the GPUs when one state has them all as wanted. */
const gpusAre = async (wanted: (gpus: readonly Gpu[]) => boolean): Promise<readonly Gpu[]> => {
  const state = await until((each) => each.status === 'ok' && wanted(each.gpus));
  return state.status === 'ok' ? state.gpus : [];
};

/** This process's children that ask for `what`, dead ones that nobody has waited for included. */
function processes(what: 'gpu' | 'compute-apps' | 'any' = 'any'): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      if (parent !== String(process.pid)) continue;
      const asks = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--query-${what}=`);
      if (what === 'any' || asks) found.push(pid);
    } catch {
      // It ended in the meantime.
    }
  }
  return found;
}

describe('telemetry', () => {
  it('starts, then shows every GPU again and again through one process, and what uses them through another', async () => {
    shows('gpus=3', '1.name=Quadro, the big one', 'all.fan.speed=[N/A]', '2.power.draw=[Unknown Error]');
    begin();
    expect(telemetry.state()).toEqual({ status: 'starting' });
    const state = await until(gpuCount(3));
    expect(state).toMatchObject({
      driverVersion: '570.153.02',
      gpus: [
        { index: 0, fanPercent: null, powerW: expect.any(Number) },
        { index: 1, name: 'Quadro, the big one', powerW: expect.any(Number) },
        { index: 2, name: 'NVIDIA GeForce RTX 4090', powerW: null },
      ],
    });
    const children = processes();
    await until(gpuCount(3));
    await until(gpuCount(3));
    expect(processes('gpu')).toHaveLength(1);
    expect(processes('compute-apps')).toHaveLength(1);
    expect(processes()).toEqual(children);
    expect(seen.every(gpuCount(3))).toBe(true);
  });

  it('samples rarely while nobody is in a hurry, and changes pace without a gap', async () => {
    shows('gpus=2', 'app.1=0 17 100 python');
    begin(standIn, 100);
    await gpusAre(([first]) => first?.processes?.length === 1);
    expect(telemetry.intervalMs()).toBe(100);
    const [quick] = processes('gpu');
    telemetry.hurry(false);
    telemetry.hurry(true);
    await until(gpuCount(2));
    await until(gpuCount(2));
    expect(processes('gpu')).toEqual([quick]);

    seen = [];
    telemetry.hurry(false);
    while (telemetry.intervalMs() === 100) await until(gpuCount(2));
    expect(telemetry.intervalMs()).toBe(1_000);
    await until(gpuCount(2));
    await until(gpuCount(2));
    const slow = processes('gpu');
    expect(slow).not.toContain(quick);
    telemetry.hurry(true);
    expect(telemetry.intervalMs()).toBe(100);
    await until(gpuCount(2));
    await until(gpuCount(2));
    expect(processes('gpu')).not.toEqual(slow);
    expect(processes('gpu')).toHaveLength(1);
    expect(processes('compute-apps')).toHaveLength(1);
    expect(seen.every(gpuCount(2))).toBe(true);
    expect(seen.every((state) => state.status === 'ok' && state.gpus[0]?.processes?.length === 1)).toBe(true);
  });

  it.each([
    ['old', '470.256.02', ['power_cap']],
    ['older', '390.157', []],
  ])('asks an %s driver for what it knows, and never calls that a failure', async (driver, version, throttledBy) => {
    shows('gpus=2', `driver=${driver}`, 'all.clocks_throttle_reasons.active=0x0000000000000004');
    begin();
    const state = await until(gpuCount(2));
    expect(state).toMatchObject({
      driverVersion: version,
      gpus: [{ pcieGeneration: 4, throttledBy, memoryClockMHz: 10_501 }, { index: 1 }],
    });
    expect(seen.every(gpuCount(2))).toBe(true);
  });

  it('shows what uses a GPU, whose it is, and when it has ended', async () => {
    names.set(4242, 'python\u202e\n3\u0007');
    shows('gpus=2', 'app.1=0 4242 1024 x', 'app.2=1 4242 512 x', 'app.3=1 17 [N/A] x');
    begin();
    const [first, second] = await gpusAre(([, other]) => other?.processes?.length === 2);
    expect(first?.processes).toEqual([{ pid: 4242, name: 'python 3', memoryMiB: 1_024, jobId: 'a-job' }]);
    expect(second?.processes).toEqual([
      { pid: 4242, name: 'python 3', memoryMiB: 512, jobId: 'a-job' },
      { pid: 17, name: 'unknown', memoryMiB: null, jobId: null },
    ]);
    shows('gpus=2', 'app.1=1 17 300 x');
    await gpusAre(([one, other]) => one?.processes?.length === 0 && other?.processes?.[0]?.memoryMiB === 300);
    shows('gpus=2');
    await gpusAre(([, other]) => other?.processes?.length === 0);
  });

  it('does not know what uses a GPU of a driver that does not say', async () => {
    shows('gpus=1', 'apps=refused', 'app.1=0 4242 1024 x');
    begin();
    await until(gpuCount(1));
    await until(gpuCount(1));
    expect(seen.every((state) => state.status === 'ok' && state.gpus[0]?.processes === null)).toBe(true);
    shows('gpus=1', 'app.1=0 4242 1024 x');
    await gpusAre(([one]) => one?.processes?.length === 1);
  });

  it('says that there are none where the command is not found', async () => {
    begin(join(folder, 'no-such-command'));
    expect(await until(status('none'))).toMatchObject({ reason: expect.stringContaining('no-such-command') });
  });

  it.each([
    ['none', 'No devices were found'],
    ['driver', "couldn't communicate with the NVIDIA driver"],
  ])('says that there are none with the driver’s words, and notices when there are: %s', async (mode, words) => {
    shows(`mode=${mode}`);
    begin();
    expect(await until(status('none'))).toMatchObject({ reason: expect.stringContaining(words) });
    shows('mode=ok');
    await until(gpuCount(1));
    expect(seen.map((state) => state.status).filter((name, n, all) => name !== all[n - 1])).toEqual(['none', 'ok']);
  });

  it('says that the GPUs are lost, with what was there, and finds them again', async () => {
    shows('gpus=2');
    begin();
    await until(gpuCount(2));
    shows('mode=lost');
    const lost = await until(status('lost'));
    expect(lost).toMatchObject({
      message: expect.stringContaining('Unable to determine the device handle'),
      lastSeen: [{ index: 0 }, { index: 1 }],
    });
    shows('mode=none');
    const still = await until(status('lost'));
    expect(still).toMatchObject({ message: 'No devices were found', lastSeen: [{ index: 0 }, { index: 1 }] });
    expect(still.status === 'lost' && lost.status === 'lost' && still.since === lost.since).toBe(true);
    shows('gpus=1');
    await until(gpuCount(1));
  });

  it.each(['hang', 'stubborn'])('does not wait for ever for a driver that is silent: %s', async (mode) => {
    shows('gpus=1');
    begin();
    await until(gpuCount(1));
    shows(`mode=${mode}`);
    expect(await until(status('lost'))).toMatchObject({ message: expect.stringContaining('stopped answering') });
    shows('gpus=1');
    await until(gpuCount(1));
  });

  it('shows a GPU that went away as gone', async () => {
    shows('gpus=2');
    begin();
    await until(gpuCount(2));
    shows('gpus=1');
    await until(gpuCount(1));
  });

  it.each(['ok', 'hang', 'stubborn'])('leaves no process when it is stopped: %s', async (mode) => {
    shows(`mode=${mode}`);
    begin();
    if (mode === 'ok') await until(gpuCount(1));
    expect(processes()).toHaveLength(mode === 'ok' ? 2 : 1);
    await telemetry.stop();
    expect(processes()).toEqual([]);
    const count = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toHaveLength(count);
    expect(processes()).toEqual([]);
  });

  it('can be started again', async () => {
    shows('gpus=1');
    begin();
    await until(gpuCount(1));
    await telemetry.stop();
    telemetry.start();
    telemetry.start();
    await until(gpuCount(1));
    expect(processes('gpu')).toHaveLength(1);
  });
});
