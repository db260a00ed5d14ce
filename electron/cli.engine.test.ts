import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askEngine } from './testing/engine-http.ts';
import { connectedEngine } from './testing/executor-fixture.ts';
import { sourceDistribution } from './testing/packages.ts';

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

describe('a job in the terminal', () => {
  let folder: string;
  let job: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'cs-cli-'));
    job = path.join(folder, 'my job');
    await mkdir(path.join(job, 'wheels'), { recursive: true });
  });
  afterEach(async () => {
    const instance = (await readFile(path.join(folder, 'data', 'instance'), 'utf8').catch(() => '')).trim();
    if (instance) {
      const engine = await connectedEngine();
      const left = await engine.findLabelled(`computeswarm.instance=${instance}`);
      engine.close();
      expect(left).toEqual({ containers: [], volumes: [] });
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the program as `npm run job` does; `act` sees everything printed so far. */
  function run(
    words: string[],
    act?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void,
  ): Promise<Ended> {
    const program = path.join(import.meta.dirname, 'cli.ts');
    const child = spawn(process.execPath, [program, 'run', ...words, '--data-dir', path.join(folder, 'data')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended: Ended = { status: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      ended.stdout += chunk;
      act?.(ended.stdout, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (chunk) => {
      ended.stderr += chunk;
    });
    return new Promise((resolve) => child.once('close', (status) => resolve({ ...ended, status })));
  }

  it('runs a folder with requirements and wheels in two phases and says where the outputs are', async () => {
    const { file, bytes } = await sourceDistribution('probe', 'found["answer"] = 42');
    await writeFile(path.join(job, 'wheels', file), bytes);
    await writeFile(path.join(job, 'requirements.txt'), 'probe\n');
    await writeFile(path.join(job, 'data.txt'), 'from beside the script');
    await writeFile(
      path.join(job, 'script.py'),
      'import probe; print(probe.found["answer"], open("data.txt").read()); open("/outputs/result", "w").write("kept")',
    );
    const { status, stdout } = await run([job]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /── setup\n[\s\S]*Successfully installed probe-1\.0[\s\S]*── executing\n[\s\S]*│ 42 from beside the script/,
    );
    const outputs = /1 output file \(4 B\) in (.+)$/m.exec(stdout)?.[1] ?? '';
    expect(await readFile(path.join(outputs, 'result'), 'utf8')).toBe('kept');
  });

  it('prints one JSON event a line, and nothing else, on standard output', async () => {
    await writeFile(path.join(job, 'script.py'), 'print("a\\u2028line")');
    const { status, stdout } = await run([path.join(job, 'script.py'), '--json']);
    expect(status).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event).filter((event, index, all) => all.indexOf(event) === index)).toEqual([
      'job',
      'log',
      'end',
    ]);
    expect(events.at(-1)).toMatchObject({ event: 'end', job: { state: 'succeeded', spec: { name: 'script.py' } } });
    const lines = events.flatMap(({ lines = [] }) => lines);
    expect(lines).toContainEqual(expect.objectContaining({ stream: 'stdout', text: 'a\u2028line' }));
  });

  it('exits as the script did, with 124 after a timeout, with 125 where it cannot run', async () => {
    await writeFile(path.join(job, 'script.py'), 'import sys; sys.exit(7)');
    expect((await run([job])).status).toBe(7);
    await writeFile(path.join(job, 'script.py'), 'import time; time.sleep(600)');
    expect((await run([job, '--timeout', '1'])).status).toBe(124);
    await writeFile(path.join(job, 'script.py'), '');
    const empty = await run([job]);
    expect(empty.status).toBe(125);
    expect(empty.stderr).toMatch(/empty/);
    expect((await run([job, '--gpus', '1.5'])).status).toBe(125);
    expect((await run([job, '--no-such-option'])).status).toBe(2);
  });

  it('takes other requirements from a file and refuses options in it, naming each line', async () => {
    await writeFile(path.join(job, 'script.py'), 'import numpy; print(numpy.__name__)');
    const file = path.join(folder, 'other.txt');
    await writeFile(file, 'numpy\n--index-url http://evil.invalid\n-e .\n');
    const { status, stderr } = await run([job, '--requirements', file]);
    expect(status).toBe(125);
    expect(stderr).toMatch(/2.*--index-url[\s\S]*3.*-e/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'cancels the job on %s, exits with 130 and leaves nothing in the engine',
    async (signal) => {
      await writeFile(
        path.join(job, 'script.py'),
        'import signal, time; signal.signal(15, signal.SIG_IGN); print("running", flush=True); time.sleep(600)',
      );
      let killed = false;
      const { status, stdout } = await run([job], (text, kill) => {
        if (killed || !text.includes('│ running')) return;
        killed = true;
        kill(signal);
      });
      expect(status).toBe(130);
      expect(stdout).toContain('cancelled');
    },
  );

  it('ends in time although the app was killed, and the next start removes what it left', async () => {
    await writeFile(path.join(job, 'script.py'), 'import time; print("running", flush=True); time.sleep(600)');
    let killed = false;
    await run([job, '--timeout', '4'], (text, kill) => {
      if (killed || !text.includes('│ running')) return;
      killed = true;
      kill('SIGKILL');
    });
    const instance = (await readFile(path.join(folder, 'data', 'instance'), 'utf8')).trim();
    const filters = encodeURIComponent(JSON.stringify({ label: [`computeswarm.instance=${instance}`] }));
    const states = async () => {
      const containers = await askEngine('GET', `/containers/json?all=1&filters=${filters}`);
      return z
        .array(z.object({ State: z.string() }))
        .parse(containers)
        .map(({ State }) => State);
    };
    expect(await states()).toEqual(['running']);
    await expect.poll(states, { timeout: 60_000 }).toEqual(['exited']);

    await writeFile(path.join(job, 'script.py'), 'print("again")');
    expect((await run([job])).status).toBe(0);
    expect(await states()).toEqual([]);
  });
});
