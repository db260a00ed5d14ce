import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isFinal, type Job, type JobDraft, type JobState } from '../../shared/jobs.ts';
import { jobEventSchema, jobGpuUsageSchema, jobUsageSchema } from '../../shared/usage.ts';
import { createSeller, type Seller } from '../seller.ts';
import { noKeychain } from '../settings/hub-token.ts';
import { assetsFolder, gatewayProgram } from '../testing/executor-fixture.ts';

const nvidiaSmiFolder = path.join(import.meta.dirname, '../../e2e/harness');
const mebibyte = 2 ** 20;

let folder: string;
let seller: Seller;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cs-life-'));
  const state = path.join(folder, 'gpus');
  await writeFile(state, 'gpus=2\n0.utilization.gpu=37\n');
  seller = open({ PATH: `${nvidiaSmiFolder}:/usr/bin:/bin`, NVIDIA_SMI_STATE: state });
  seller.start();
});

afterEach(async () => {
  await seller.close();
  await rm(folder, { recursive: true, force: true });
});

function open(environment: Record<string, string>): Seller {
  return createSeller({
    dataFolder: folder,
    cacheFolder: path.join(folder, 'cache'),
    assetsFolder,
    gatewayProgram,
    environment: { DOCKER_HOST: process.env.DOCKER_HOST, HOME: folder, ...environment },
    cipher: noKeychain,
  });
}

function form(scriptText: string, gpuCount = 0): JobDraft {
  const rest = { name: 'trial', requirementsText: '', gpuMinMemoryMiB: 0, timeoutSeconds: 120 };
  return { kind: 'form', scriptText, gpuCount, ...rest };
}

function until(id: string, fits: (job: Job) => boolean): Promise<Job> {
  return new Promise((resolve) => {
    const look = (job: Job) => {
      if (job.id !== id || !fits(job)) return;
      stop();
      resolve(job);
    };
    const stop = seller.announcer.on('job.changed', look);
    look(seller.jobs.get(id));
  });
}

const highest = (values: readonly (number | null)[]) => Math.max(...values.map((value) => value ?? 0));

it('shows what a job computed, took of memory and printed, and what was at work for it', async () => {
  const script = `
import time
block = bytearray(200 << 20)
for at in range(0, len(block), 4096): block[at] = 1
until = time.time() + 6
while time.time() < until:
    for _ in range(100_000): pass
    print("x" * 99, flush=True)
open("/outputs/result", "wb").write(bytes(3 << 20))
`;
  const { id } = await seller.jobs.submit(form(script, 1));
  const job = await until(id, ({ state }) => isFinal(state));
  expect(job.state).toBe('succeeded');

  const usage = jobUsageSchema.parse(seller.jobLife.usage(id));
  expect(usage.stepMs).toBe(1_000);
  expect(highest(usage.most.cpu)).toBeGreaterThan(0.3);
  expect(highest(usage.most.cpu)).toBeLessThan(1.5);
  expect(highest(usage.most.memory)).toBeGreaterThan(200 * mebibyte);
  expect(highest(usage.most.memory)).toBeLessThan(300 * mebibyte);
  expect(highest(usage.most.logLines)).toBeGreaterThan(1);
  const executing = usage.peaks.find(({ phase }) => phase === 'executing');
  expect(executing?.memoryBytes).toBeGreaterThan(200 * mebibyte);
  expect(executing?.pids).toBeGreaterThanOrEqual(2);
  expect(executing?.spaceBytes).toBeGreaterThanOrEqual(3 * mebibyte);
  expect(executing?.logBytes).toBeGreaterThan(100);

  const { gpus } = jobGpuUsageSchema.parse(seller.jobLife.gpuUsage(id));
  expect(gpus.map(({ uuid }) => uuid)).toEqual(job.gpuUuids);
  expect(highest(gpus[0]?.utilisationPercent ?? [])).toBe(37);

  // Its run lets go of it a moment after it has ended.
  while (seller.jobs.queue().running > 0) await new Promise((next) => setTimeout(next, 50));
  await seller.jobs.settleDeletion(seller.jobs.delete({ kind: 'some', ids: [id] }).id);
  await seller.close();
  seller = open({ PATH: '/usr/bin:/bin' });
  expect(() => seller.jobLife.usage(id)).toThrow(id);
});

it('tells what happened to a job, and keeps what it used for the next start', async () => {
  const { id } = await seller.jobs.submit(form('import time; print("on", flush=True); time.sleep(600)'));
  await new Promise<void>((resolve) => {
    seller.announcer.on('log.appended', ({ lines }) => lines.some(({ text }) => text === 'on') && resolve());
  });
  // Until the engine has told of the container.
  while (highest(seller.jobLife.usage(id).most.memory) === 0) await new Promise((next) => setTimeout(next, 100));
  await seller.jobs.cancel(id);
  const events = jobEventSchema.array().parse(seller.jobLife.events(id));
  const said = events.map((event) => (event.kind === 'state' ? event.state : event.kind));
  const states: (JobState | 'cancel_asked')[] = ['queued', 'preparing', 'executing', 'cancel_asked', 'cancelled'];
  expect(said).toEqual(states);
  const before = seller.jobLife.usage(id);
  await seller.close();
  seller = open({ PATH: '/usr/bin:/bin' });
  expect(seller.jobLife.usage(id)).toEqual(before);
  expect(seller.jobLife.events(id)).toEqual(events);
});
