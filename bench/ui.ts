import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GpuStandIn, gpuStandIn } from '../e2e/harness/gpus.ts';
import { writeManyJobs } from '../electron/testing/many-jobs.ts';
import { bundleKilobytes } from './bundle.ts';
import { type Goal, judge } from './goal.ts';
import { median } from './measure.ts';
import { createMeasureRow } from './measure-row.ts';
import type { Row, Suite, SuiteOptions } from './suite.ts';
import { flooding, measureFlood, printing } from './ui-flood.ts';
import { openWindow } from './window.ts';

const root = path.resolve(import.meta.dirname, '..');
const emptyWindow = path.join(import.meta.dirname, 'empty-window.mjs');

const manyJobs = 100_000;
const fewJobs = 10;
const manyLines = 10_000_000;
const fewLines = 10_000;
const gpuCount = 8;
const idleSeconds = 20;
const settleMs = 5_000;
/** A view that was left keeps the GPUs’ sampling quick for 5 s, and then a process is replaced. */
const idleSettleMs = 15_000;

const goals = {
  frames: { sign: '≤', limit: 17 },
  eventLoop: { sign: '≤', limit: 50 },
  memory: { sign: '≤', limit: 1.3 },
  start: { sign: '≤', limit: 1.1 },
  startToEmpty: { sign: '≤', limit: 2 },
  idle: { sign: '≤', limit: 1 },
  charts: { sign: '≤', limit: 5 },
} as const satisfies Record<string, Goal>;

/** The built app in a real window, on a display that nobody sees, with stand-ins for GPUs. */
export const ui: Suite = async function* (options) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'computeswarm-bench-'));
  try {
    const gpus = await gpuStandIn(folder, { gpus: gpuCount });
    yield* measureStart(folder, options);
    yield* measureUnderFlood(folder, gpus, options);
    yield await measureMemory(folder, options);
    yield* measureIdle(folder, gpus, options);
    yield { ...alone('page and preload, compressed', 'kB', await bundleKilobytes(path.join(root, 'out'))), n: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function* measureStart(folder: string, options: SuiteOptions): AsyncGenerator<Row> {
  const measure = createMeasureRow('ui', options);
  const many = path.join(folder, 'many-jobs');
  const few = path.join(folder, 'few-jobs');
  options.tell(`writing a history of ${manyJobs} jobs`);
  for (const [dataFolder, count] of [
    [many, manyJobs],
    [few, fewJobs],
  ] as const) {
    await mkdir(dataFolder);
    writeManyJobs(path.join(dataFolder, 'jobs.db'), count, Date.now());
  }
  const start = (dataFolder: string) => () => startSeconds(root, { COMPUTESWARM_DATA_DIR: dataFolder }, 'today');
  const ours = start(many);
  yield await measure('start, 100,000 jobs against 10', 's', { ours, theirs: start(few) }, goals.start);
  const theirs = () => startSeconds(emptyWindow, {}, 'ready');
  yield await measure('start, against an empty window', 's', { ours, theirs }, goals.startToEmpty);
}

/** From the start of the process to the moment when the window shows what it is for and draws frames. */
async function startSeconds(main: string, environment: Record<string, string>, shows: string): Promise<number> {
  const started = performance.now();
  const { page, close } = await openWindow(main, environment);
  await page.getByTestId(shows).first().waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  const seconds = (performance.now() - started) / 1000;
  await close();
  return seconds;
}

async function* measureUnderFlood(folder: string, gpus: GpuStandIn, options: SuiteOptions): AsyncGenerator<Row> {
  const { pairs, tell, signal } = options;
  const frames: number[] = [];
  const delays: number[] = [];
  tell(`frames and event loop, 50,000 lines/s and ${gpuCount} GPUs`);
  for (let run = 1; run <= pairs; run += 1) {
    signal.throwIfAborted();
    const environment = { ...gpus.environment, COMPUTESWARM_DATA_DIR: path.join(folder, `flood-${run}`) };
    const { frameMs, eventLoopMs } = await measureFlood(root, environment, flooding);
    tell(`  run ${run} of ${pairs}: frames ${frameMs.toFixed(1)} ms, event loop ${eventLoopMs.toFixed(1)} ms`);
    frames.push(frameMs);
    delays.push(eventLoopMs);
  }
  const n = pairs;
  yield { ...alone('frame, 95th percentile', 'ms', median(frames), goals.frames), n };
  yield { ...alone('event loop delay of the main process, 99th percentile', 'ms', median(delays), goals.eventLoop), n };
}

async function measureMemory(folder: string, options: SuiteOptions): Promise<Row> {
  const measure = createMeasureRow('ui', { ...options, pairs: 1 });
  const after = (lines: number) => async (pair: number) => {
    const dataFolder = path.join(folder, `lines-${lines}-${pair}`);
    await mkdir(dataFolder);
    // Room for all of the lines.
    await writeFile(path.join(dataFolder, 'settings.json'), JSON.stringify({ version: 1, limits: { logMiB: 2_048 } }));
    const window = await openWindow(root, { COMPUTESWARM_DATA_DIR: dataFolder });
    await printing(window, lines);
    await sleep(settleMs);
    const mebibytes = (await window.memoryBytes()) / 1024 ** 2;
    await window.close();
    await rm(dataFolder, { recursive: true, force: true });
    return mebibytes;
  };
  const sides = { ours: after(manyLines), theirs: after(fewLines) };
  return await measure('memory after 10,000,000 lines against 10,000', 'MiB', sides, goals.memory);
}

async function* measureIdle(
  folder: string,
  gpus: GpuStandIn,
  { pairs, tell, signal }: SuiteOptions,
): AsyncGenerator<Row> {
  tell(`idle, ${gpuCount} GPUs`);
  const hidden: number[] = [];
  const shown: number[] = [];
  const window = await openWindow(root, { ...gpus.environment, COMPUTESWARM_DATA_DIR: path.join(folder, 'idle') });
  const percentNow = async () => {
    signal.throwIfAborted();
    await sleep(idleSettleMs);
    const before = await window.cpuSeconds();
    await sleep(idleSeconds * 1000);
    return (100 * ((await window.cpuSeconds()) - before)) / idleSeconds;
  };
  try {
    await window.seller.shell.ready();
    for (let run = 0; run < pairs; run += 1) {
      await window.seller.shell.goTo('Settings');
      hidden.push(await percentNow());
      await window.seller.shell.goTo('GPUs');
      shown.push(await percentNow());
    }
  } finally {
    await window.close();
  }
  yield { ...alone('idle, charts hidden', '% of a core', median(hidden), goals.idle), n: pairs };
  yield { ...alone('idle, charts shown', '% of a core', median(shown), goals.charts), n: pairs };
}

/** A figure that is compared with its goal only. */
function alone(row: string, unit: string, ours: number, goal?: Goal): Omit<Row, 'n'> {
  const judged = goal ? judge(goal, ours) : { goal: null, holds: null };
  return { suite: 'ui', row, unit, ours, theirs: null, ratio: null, ...judged };
}
