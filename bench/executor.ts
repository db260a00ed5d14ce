import { sandboxImage } from '../shared/settings.ts';
import { createSides, type ExecutorSides, logMegabytes, workspaceFiles } from './executor-sides.ts';
import { createMeasureRow } from './measure-row.ts';
import { withPeakMemory } from './memory.ts';
import { createPlainDocker } from './plain-docker.ts';
import { openStage } from './stage.ts';
import type { Row, Suite, SuiteOptions } from './suite.ts';
import { publishWorkload } from './workload.ts';
import { buildWorkloadImage } from './workload-image.ts';

const mebibyte = 1024 * 1024;

/** The two-phase executor against the `docker run` commands that it replaces. */
export const executor: Suite = async function* (options) {
  const { pairs, signal, tell } = options;
  const stage = await openStage(process.env);
  try {
    const plain = createPlainDocker(stage.client, process.env);
    tell(`${stage.description}; theirs: ${plain.description}`);
    const versions = pairs + 1;
    tell('preparing packages and an image');
    await publishWorkload(stage.world, versions);
    await buildWorkloadImage(stage, { base: sandboxImage, files: workspaceFiles(versions), signal });
    yield* measureAll(createSides(stage, plain, signal), options);
  } finally {
    await stage.close();
  }
};

async function* measureAll(sides: ExecutorSides, options: SuiteOptions): AsyncGenerator<Row> {
  const measure = createMeasureRow('executor', options);
  yield await measure('one phase', 's', sides.onePhase, null);
  yield await measure('two phases, first run', 's', sides.twoPhases, null);
  // Each pair requires what it required before.
  yield await measure('two phases, second run', 's', sides.twoPhases, null);
  const log = `log of ${logMegabytes} MB`;
  const { result, grownBytes } = await withPeakMemory(() => measure(log, 'MB/s', sides.log, null));
  yield result;
  const grown = { ours: grownBytes / mebibyte, theirs: null, ratio: null };
  yield { ...result, row: `${log}, memory growth`, unit: 'MiB', ...grown };
  yield await measure(`${log}, theirs kept nowhere`, 'MB/s', sides.logUnkept, null);
}
