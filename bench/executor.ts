import { sandboxImage } from '../shared/settings.ts';
import { createSides, type ExecutorSides, logMegabytes, workspaceFiles } from './executor-sides.ts';
import { alternate, type Sides } from './measure.ts';
import { withPeakMemory } from './memory.ts';
import { createPlainDocker } from './plain-docker.ts';
import { openStage } from './stage.ts';
import type { Figures, Row, Suite, SuiteOptions } from './suite.ts';
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

async function* measureAll(sides: ExecutorSides, { pairs, tell }: SuiteOptions): AsyncGenerator<Row> {
  const measure = (title: string, sidesOfRow: Sides) => {
    tell(title);
    return alternate(sidesOfRow, { pairs, tell: (text) => tell(`  ${text}`) });
  };
  const row = (title: string, unit: string, { ours, theirs, ratio }: Figures): Row => {
    return { suite: 'executor', row: title, ours, theirs, unit, ratio, goal: null, holds: null, n: pairs };
  };

  for (const [title, sidesOfRow] of [
    ['one phase', sides.onePhase],
    ['two phases, first run', sides.twoPhases],
    ['two phases, second run', sides.twoPhases],
  ] as const) {
    yield row(title, 's', await measure(title, sidesOfRow));
  }
  const log = `log of ${logMegabytes} MB`;
  const { result, grownBytes } = await withPeakMemory(() => measure(log, sides.log));
  yield row(log, 'MB/s', result);
  yield row(`${log}, memory growth`, 'MiB', { ours: grownBytes / mebibyte, theirs: null, ratio: null });
  const unkept = `${log}, theirs kept nowhere`;
  yield row(unkept, 'MB/s', await measure(unkept, sides.logUnkept));
}
