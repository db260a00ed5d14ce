import { sandboxImage } from '../shared/settings.ts';
import { peakMemoryOf } from './container-memory.ts';
import { createSides, publishFile, readInSetup, workspaceFiles } from './gateway-sides.ts';
import { type Goal, judge } from './goal.ts';
import { publishLibraries } from './libraries.ts';
import { overLine } from './line.ts';
import type { Sides } from './measure.ts';
import { createMeasureRow } from './measure-row.ts';
import { createPlainDocker } from './plain-docker.ts';
import { openStage, type Stage } from './stage.ts';
import { startStaticServer } from './static-server.ts';
import type { Row, Suite, SuiteOptions } from './suite.ts';
import { buildWorkloadImage } from './workload-image.ts';

const gigabyte = 1e9;
const mebibyte = 1024 * 1024;

/** Setup through the gateway and its mirrors against containers that ask for the same things directly. */
export const gateway: Suite = async function* (options) {
  const { signal, tell } = options;
  const stage = await openStage(process.env);
  try {
    await buildWorkloadImage(stage, { base: sandboxImage, files: workspaceFiles, signal });
    yield* measurePairs(stage, options);
    tell('memory');
    yield await measureMemory(stage, signal);
  } finally {
    await stage.close();
  }
};

async function* measurePairs(stage: Stage, options: SuiteOptions): AsyncGenerator<Row> {
  const { signal, tell } = options;
  const plain = createPlainDocker(stage.client, process.env);
  tell(`${stage.description}; theirs: ${plain.description}`);
  tell('preparing packages and files');
  await publishLibraries(stage.world);
  const file = await publishFile(stage.world, 'bench-file', gigabyte);
  const url = await startStaticServer(stage, { image: sandboxImage, bytes: file.bytes });
  const sides = createSides(stage, plain, { file, url }, signal);
  const measure = createMeasureRow('gateway', options);
  const measureOverLine = (row: string, sidesOfRow: Sides, goal: Goal) =>
    overLine(stage.world, ['files.test'], () => measure(`${row}, over a line`, 's', sidesOfRow, goal));

  const cold: Goal = { sign: '≤', limit: 1.15 };
  const warm: Goal = { sign: '≤', limit: 0.8 };
  yield await measure('setup, cold mirror', 's', sides.cold, cold);
  yield await measure('setup, warm mirror', 's', sides.warm, warm);
  yield await measureOverLine('setup, cold mirror', sides.cold, cold);
  yield await measureOverLine('setup, warm mirror', sides.warm, warm);
  yield await measure('mirror throughput', 'MB/s', sides.reading, { sign: '≥', limit: 0.7 });
}

async function measureMemory(stage: Stage, signal: AbortSignal): Promise<Row> {
  const file = await publishFile(stage.world, 'bench-large-file', 2 * gigabyte);
  await stage.dropDownloads();
  const ours = (await peakMemoryOf(stage, 'gateway', () => readInSetup(stage, file, signal))) / mebibyte;
  const figures = { ours, theirs: null, unit: 'MiB', ratio: null };
  return { suite: 'gateway', row: 'memory, 2 GB file', ...figures, ...judge({ sign: '≤', limit: 256 }, ours), n: 1 };
}
