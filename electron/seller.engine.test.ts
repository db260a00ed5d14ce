import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Gpu, gpuHistorySchema } from '../shared/gpus.ts';
import { isFinal, type Job, type JobDraft, type JobState } from '../shared/jobs.ts';
import type { LogBatch } from '../shared/logs.ts';
import { exportLogText } from './jobs/log-file.ts';
import { createSeller, type Seller } from './seller.ts';
import { noKeychain } from './settings/hub-token.ts';
import { askEngine } from './testing/engine-http.ts';
import { assetsFolder, connectedEngine, gatewayProgram } from './testing/executor-fixture.ts';
import { tinyDisk } from './testing/tiny-disk.ts';

const nvidiaSmiFolder = path.join(import.meta.dirname, '../e2e/harness');
const opened = new Set<Seller>();
const folders: string[] = [];

/** A data folder of its own, and an environment that holds nothing of this machine but the engine. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cs-seller-'));
  folders.push(folder);
  return folder;
}

function open(dataFolder: string, environment: Record<string, string> = {}): Seller {
  const seller = createSeller({
    dataFolder,
    cacheFolder: path.join(dataFolder, 'cache'),
    assetsFolder,
    gatewayProgram,
    environment: { DOCKER_HOST: process.env.DOCKER_HOST, PATH: '/usr/bin:/bin', HOME: dataFolder, ...environment },
    cipher: noKeychain,
  });
  opened.add(seller);
  seller.start();
  return seller;
}

/** An environment in which the stand-in shows `count` GPUs of 24 GiB. */
async function withGpus(dataFolder: string, count: number): Promise<Record<string, string>> {
  const state = path.join(dataFolder, 'gpus');
  await writeFile(state, `gpus=${count}\n`);
  return { PATH: `${nvidiaSmiFolder}:/usr/bin:/bin`, NVIDIA_SMI_STATE: state };
}

function form(scriptText: string, change: Partial<Extract<JobDraft, { kind: 'form' }>> = {}): JobDraft {
  return {
    kind: 'form',
    name: 'trial',
    scriptText,
    requirementsText: '',
    gpuCount: 0,
    gpuMinMemoryMiB: 0,
    timeoutSeconds: 120,
    ...change,
  };
}

/** Resolves with the job when `fits` it. */
function until(seller: Seller, id: string, fits: (job: Job) => boolean): Promise<Job> {
  const now = seller.jobs.get(id);
  if (fits(now)) return Promise.resolve(now);
  return new Promise((resolve) => {
    const stop = seller.announcer.on('job.changed', (job) => {
      if (job.id !== id || !fits(job)) return;
      stop();
      resolve(job);
    });
  });
}

const ended = (seller: Seller, id: string) => until(seller, id, ({ state }) => isFinal(state));
const reached = (seller: Seller, id: string, wanted: JobState) => until(seller, id, ({ state }) => state === wanted);

/** The first process of a container, as this machine counts them: the engine may count for itself. */
async function processOf(container: string): Promise<number> {
  const { Id: id } = z.object({ Id: z.string() }).parse(await askEngine('GET', `/containers/${container}/json`));
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  for (const pid of pids.sort((one, other) => one - other)) {
    if ((await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')).includes(id)) return pid;
  }
  throw new Error(`no process runs in ${container}`);
}

async function logText(seller: Seller, id: string): Promise<string> {
  return (await seller.jobs.log(id)).lines.map(({ text }) => text).join('\n');
}

afterEach(async () => {
  for (const seller of opened) await seller.close();
  opened.clear();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('the seller on a real engine', () => {
  it('runs a job from the form, records every state, and keeps log, outputs and history over a restart', async () => {
    const folder = await newFolder();
    const seller = open(folder);
    const states: JobState[] = [];
    seller.announcer.on('job.changed', ({ state }) => states.at(-1) !== state && states.push(state));
    const { id } = await seller.jobs.submit(form('print("hello")\nopen("/outputs/x", "w").write("kept")'));
    const job = await ended(seller, id);
    expect(states).toEqual(['queued', 'preparing', 'executing', 'collecting', 'succeeded']);
    expect(job).toMatchObject({ exitCode: 0, failure: null, outputs: { files: 1, bytes: 4 } });
    await seller.close();
    opened.delete(seller);

    const again = open(folder);
    expect(again.jobs.get(id)).toEqual(job);
    expect(await logText(again, id)).toContain('hello');
    expect(await again.jobs.outputs(id)).toEqual([{ path: 'x', bytes: 4 }]);
    const second = await again.jobs.runAgain(id, []);
    expect((await ended(again, second.id)).state).toBe('succeeded');
  });

  it('runs one job at a time by default, two where the seller allows two, in the order they came', async () => {
    const seller = open(await newFolder());
    const script = 'import time; time.sleep(1)';
    const first = await seller.jobs.submit(form(script));
    const second = await seller.jobs.submit(form(script));
    await reached(seller, first.id, 'executing');
    expect(seller.jobs.get(second.id)).toMatchObject({ state: 'queued', waitingFor: 'turn' });
    expect(seller.jobs.queue()).toMatchObject({ running: 1, queued: 1 });
    seller.updateSettings({ queue: { concurrency: 2 } });
    await reached(seller, second.id, 'executing');
    expect((await ended(seller, second.id)).state).toBe('succeeded');
  });

  it('gives each job GPUs of its own and lets a job that needs none pass one that waits', async () => {
    const folder = await newFolder();
    const seller = open(folder, await withGpus(folder, 2));
    seller.updateSettings({ queue: { concurrency: 4 } });
    const script = 'import os, time; print(os.environ["NVIDIA_VISIBLE_DEVICES"], flush=True); time.sleep(2)';
    const both = await seller.jobs.submit(form(script, { gpuCount: 2 }));
    const one = await seller.jobs.submit(form(script, { gpuCount: 1 }));
    const none = await seller.jobs.submit(form('print("no gpu")'));
    await reached(seller, both.id, 'executing');
    expect((await ended(seller, none.id)).state).toBe('succeeded');
    expect(seller.jobs.get(one.id)).toMatchObject({ state: 'queued', waitingFor: 'gpus' });
    const [a, b] = [await ended(seller, both.id), await ended(seller, one.id)];
    expect(a.gpuUuids).toHaveLength(2);
    expect(await logText(seller, both.id)).toContain(a.gpuUuids.join(','));
    expect(b.gpuUuids).toHaveLength(1);
    expect(await logText(seller, one.id)).toContain(`${b.gpuUuids[0]}`);
  });

  it('samples GPUs every second while a job runs, and tells which processes and which time were the job’s', async () => {
    const folder = await newFolder();
    const environment = await withGpus(folder, 2);
    const seller = open(folder, environment);
    expect(seller.gpus.intervalMs()).toBe(10_000);
    const on = new Promise<void>((resolve) => {
      seller.announcer.on('log.appended', ({ lines }) => lines.some(({ text }) => text === 'on') && resolve());
    });
    const script = 'import time; print("on", flush=True); time.sleep(600)';
    const { id } = await seller.jobs.submit(form(script, { name: 'bu\u202esy', gpuCount: 1 }));
    const { gpuUuids } = await reached(seller, id, 'executing');
    await on;
    expect(seller.gpus.intervalMs()).toBe(1_000);

    const pid = await processOf(`cs-${id}-execution`);
    await writeFile(
      environment.NVIDIA_SMI_STATE ?? '',
      `gpus=2\napp.1=0 ${pid} 2048 x\napp.2=0 ${process.pid} 100 x\n`,
    );
    const used = await new Promise<Gpu['processes']>((resolve) => {
      seller.gpus.onChange((state) => {
        const found = state.status === 'ok' ? state.gpus[0]?.processes : null;
        if (found?.length === 2) resolve(found);
      });
    });
    expect(used).toEqual([
      { pid, name: expect.stringContaining('python'), memoryMiB: 2_048, jobId: id },
      { pid: process.pid, name: expect.any(String), memoryMiB: 100, jobId: null },
    ]);
    const running = seller.gpuHistory('1m');
    expect(gpuHistorySchema.parse(running).gpus).toHaveLength(2);
    expect(running.jobs).toMatchObject([{ jobId: id, name: 'bu sy', gpuUuids, to: null }]);

    const { endedAt } = await seller.jobs.cancel(id);
    expect(seller.gpuHistory('24h').jobs).toMatchObject([{ jobId: id, to: endedAt }]);
    await new Promise<void>((resolve) => {
      seller.gpus.onChange(() => seller.gpus.intervalMs() === 10_000 && resolve());
    });
  });

  it('refuses a job that wants more GPUs, or larger ones, than there are, before it starts', async () => {
    const folder = await newFolder();
    const seller = open(folder, await withGpus(folder, 1));
    for (const change of [{ gpuCount: 3 }, { gpuCount: 1, gpuMinMemoryMiB: 80_000 }]) {
      const { id } = await seller.jobs.submit(form('print(1)', change));
      const job = await ended(seller, id);
      expect(job).toMatchObject({ state: 'failed', failure: { code: 'gpu_insufficient' }, startedAt: null });
    }
    const without = open(await newFolder());
    const { id } = await without.jobs.submit(form('print(1)', { gpuCount: 1 }));
    expect(await ended(without, id)).toMatchObject({ state: 'failed', failure: { code: 'gpu_none' } });
  });

  it('cancels a waiting and a running job, and keeps jobs waiting while it accepts none', async () => {
    const seller = open(await newFolder());
    const running = await seller.jobs.submit(form('import time; print("on", flush=True); time.sleep(600)'));
    const waiting = await seller.jobs.submit(form('print(1)'));
    await reached(seller, running.id, 'executing');
    expect((await seller.jobs.cancel(waiting.id)).state).toBe('cancelled');
    seller.updateSettings({ queue: { accepting: false } });
    expect((await seller.jobs.cancel(running.id)).state).toBe('cancelled');
    const paused = await seller.jobs.submit(form('print(1)'));
    expect(seller.jobs.get(paused.id)).toMatchObject({ state: 'queued', waitingFor: 'paused' });
    seller.updateSettings({ queue: { accepting: true } });
    expect((await ended(seller, paused.id)).state).toBe('succeeded');
  });

  it('ends running jobs as interrupted when it closes, leaves nothing in the engine, and takes queued ones up again', async () => {
    const folder = await newFolder();
    const seller = open(folder);
    const running = await seller.jobs.submit(form('import time; time.sleep(600)'));
    const queued = await seller.jobs.submit(form('print("later")'));
    await reached(seller, running.id, 'executing');
    await seller.close();
    opened.delete(seller);
    const instance = (await readFile(path.join(folder, 'instance'), 'utf8')).trim();
    const engine = await connectedEngine();
    expect(await engine.findLabelled(`computeswarm.instance=${instance}`)).toEqual({ containers: [], volumes: [] });

    // What an app that was killed leaves behind goes at the next start; what belongs to others stays.
    const other = `cs-other-${instance}`;
    await engine.createVolume(`cs-left-${instance}`, { 'computeswarm.instance': instance });
    await engine.createVolume(other, { 'computeswarm.instance': `other-${instance}` });
    const again = open(folder);
    expect(again.jobs.get(running.id)).toMatchObject({ state: 'interrupted', failure: { code: 'interrupted' } });
    expect((await ended(again, queued.id)).state).toBe('succeeded');
    expect((await engine.findLabelled(`computeswarm.instance=${instance}`)).volumes).toEqual([]);
    expect((await engine.findLabelled(`computeswarm.instance=other-${instance}`)).volumes).toEqual([other]);
    await engine.removeVolume(other);
    engine.close();
  });

  it('obeys a changed setup timeout with the next job, and the environment over both', async () => {
    const folder = await newFolder();
    const seller = open(folder);
    seller.updateSettings({ setup: { timeoutSeconds: 77 } });
    const { id } = await seller.jobs.submit(form('print(1)'));
    expect((await ended(seller, id)).limits).toMatchObject({ setupTimeoutSeconds: 77, setupNetwork: true });
    await seller.close();
    opened.delete(seller);
    const locked = open(folder, { DOCKER_SETUP_TIMEOUT: '55', DOCKER_NETWORK_ENABLED: 'false' });
    const second = await locked.jobs.submit(form('print(1)'));
    expect((await ended(locked, second.id)).limits).toMatchObject({ setupTimeoutSeconds: 55, setupNetwork: false });
  });

  it('fails a job whose image is missing with the way out, and keeps the job for another run', async () => {
    const seller = open(await newFolder());
    seller.updateSettings({ engine: { image: 'computeswarm/absent:9' } });
    const { id } = await seller.jobs.submit(form('print(1)'));
    expect(await ended(seller, id)).toMatchObject({ state: 'failed', failure: { code: 'image_missing' } });
    seller.updateSettings({ engine: { image: 'computeswarm/sandbox:1' } });
    const again = await seller.jobs.runAgain(id, []);
    expect((await ended(seller, again.id)).state).toBe('succeeded');
  });

  it('keeps 200 MB of output whole up to the cap, with bounded memory and few batches', async () => {
    const seller = open(await newFolder());
    seller.updateSettings({ limits: { logMiB: 64 } });
    const batches: LogBatch[] = [];
    let peak = 0;
    const before = process.memoryUsage().rss;
    seller.announcer.on('log.appended', (batch) => {
      batches.push({ ...batch, lines: [] });
      peak = Math.max(peak, process.memoryUsage().rss);
    });
    const line = 'x'.repeat(91);
    const script = `
import sys
line = ("%08d ${line}\\n")
for start in range(0, 2_000_000, 10_000):
    sys.stdout.write("".join(line % i for i in range(start, start + 10_000)))
`;
    const { id } = await seller.jobs.submit(form(script));
    const job = await ended(seller, id);
    expect(job.state).toBe('succeeded');
    const log = await seller.jobs.log(id);
    expect(log.lines.some(({ text }) => text === `01999999 ${line}`)).toBe(true);
    expect(log.droppedBytes).toBeGreaterThan(100e6);
    const text = path.join(await newFolder(), 'log.txt');
    await exportLogText(await seller.jobs.logFile(id), text);
    const kept = [...(await readFile(text, 'utf8')).matchAll(/(\d{8}) x{91}$/gm)].map((match) => Number(match[1]));
    expect(kept.length).toBeGreaterThan(400_000);
    expect(kept.every((number, index) => number === index)).toBe(true);
    expect((await stat(await seller.jobs.logFile(id))).size).toBeLessThan(66 * 1024 * 1024);
    expect(peak - before).toBeLessThan(250 * 1024 * 1024);
    const seconds = ((job.endedAt ?? 0) - (job.startedAt ?? 0)) / 1000;
    expect(batches.length).toBeLessThan(25 * seconds + 10);
  });

  it('says that the disk is full instead of losing a job', async () => {
    const disk = tinyDisk(2_048);
    // Root may mount here; elsewhere the claim is not made.
    if (!disk) throw new Error('This test mounts a small disk and must run as root.');
    try {
      const seller = open(disk.path);
      const { id } = await seller.jobs.submit(form('open("/outputs/big", "wb").write(bytes(8 * 1024 * 1024))'));
      expect(await ended(seller, id)).toMatchObject({ state: 'failed', failure: { code: 'disk_full' } });
      await seller.close();
      opened.delete(seller);
    } finally {
      disk.remove();
    }
  });

  it('lets only one process at a time use a data folder', async () => {
    const folder = await newFolder();
    open(folder);
    await writeFile(path.join(folder, 'lock'), String(process.ppid));
    expect(() => open(folder)).toThrow(/already runs with the data folder/);
  });
});
