import { sandboxImage } from '../shared/settings.ts';
import { peakMemoryOf } from './container-memory.ts';
import { createSides, publishFile, publishLibraries, readInSetup, workspaceFiles } from './gateway-sides.ts';
import { type Goal, judge } from './goal.ts';
import { alternate, type Sides } from './measure.ts';
import { createPlainDocker } from './plain-docker.ts';
import { openStage, type Stage } from './stage.ts';
import { startStaticServer } from './static-server.ts';
import type { Row, Suite, SuiteOptions } from './suite.ts';
import { buildWorkloadImage } from './workload-image.ts';

const gigabyte = 1e9;
/** 400 Mbit/s, of which some is lost between blocks. */
const lineBytesPerSecond = 50e6;
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

async function* measurePairs(stage: Stage, { pairs, signal, tell }: SuiteOptions): AsyncGenerator<Row> {
  const plain = createPlainDocker(stage.client, process.env);
  tell(`${stage.description}; theirs: ${plain.description}`);
  tell('preparing packages and files');
  await publishLibraries(stage.world);
  const file = await publishFile(stage.world, 'bench-file', gigabyte);
  const url = await startStaticServer(stage, { image: sandboxImage, bytes: file.bytes });
  const sides = createSides(stage, plain, { file, url }, signal);
  const measure = async (row: string, unit: string, sidesOfRow: Sides, goal: Goal): Promise<Row> => {
    tell(row);
    const figures = await alternate(sidesOfRow, { pairs, tell: (text) => tell(`  ${text}`) });
    return { suite: 'gateway', row, unit, ...figures, ...judge(goal, figures.ratio), n: pairs };
  };

  const cold: Goal = { sign: '≤', limit: 1.15 };
  const warm: Goal = { sign: '≤', limit: 0.8 };
  yield await measure('setup, cold mirror', 's', sides.cold, cold);
  yield await measure('setup, warm mirror', 's', sides.warm, warm);
  // Nobody's index is as near as this one.
  await stage.world.faults.add({ host: 'files.test', fault: { kind: 'slow', bytesPerSecond: lineBytesPerSecond } });
  yield await measure('setup, cold mirror, over a line', 's', sides.cold, cold);
  yield await measure('setup, warm mirror, over a line', 's', sides.warm, warm);
  await stage.world.faults.clear();
  yield await measure('mirror throughput', 'MB/s', sides.reading, { sign: '≥', limit: 0.7 });
}

async function measureMemory(stage: Stage, signal: AbortSignal): Promise<Row> {
  const file = await publishFile(stage.world, 'bench-large-file', 2 * gigabyte);
  await stage.dropDownloads();
  const ours = (await peakMemoryOf(stage, 'gateway', () => readInSetup(stage, file, signal))) / mebibyte;
  const figures = { ours, theirs: null, unit: 'MiB', ratio: null };
  return { suite: 'gateway', row: 'memory, 2 GB file', ...figures, ...judge({ sign: '≤', limit: 256 }, ours), n: 1 };
}
