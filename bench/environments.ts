import { sandboxImage } from '../shared/settings.ts';
import { findCurl } from './curl.ts';
import { baseRequirements, createSides, type EnvironmentsSides, workspaceFiles } from './environments-sides.ts';
import type { Goal } from './goal.ts';
import { publishLastReleases, publishLibraries } from './libraries.ts';
import { overLine } from './line.ts';
import { createMeasureRow, type MeasureRow } from './measure-row.ts';
import { publishModel } from './model.ts';
import { createModelSides, type ModelSides } from './model-sides.ts';
import { createPlainDocker } from './plain-docker.ts';
import { openStage, type Stage } from './stage.ts';
import type { Row, Suite } from './suite.ts';
import { buildPackagesImage, buildWorkloadImage } from './workload-image.ts';

const goals = {
  first: { sign: '≤', limit: 1.1 },
  second: { sign: '≤', limit: 0.15 },
  secondInImage: { sign: '≤', limit: 1.2 },
  changed: { sign: '≤', limit: 0.6 },
  client: { sign: '≥', limit: 1 },
  curl: { sign: '≥', limit: 0.8 },
} as const satisfies Record<string, Goal>;

/** Jobs whose environments and models are kept, against containers for which nothing is. */
export const environments: Suite = async function* (options) {
  const { pairs, signal, tell } = options;
  const stage = await openStage(process.env);
  try {
    const plain = createPlainDocker(stage.client, process.env);
    tell(`${stage.description}; theirs: ${plain.description}`);
    tell('preparing packages, a model and images');
    const runs = pairs + 1;
    const releases = 2 * runs;
    await publishLibraries(stage.world);
    await publishLastReleases(stage.world, releases);
    await publishModel(stage.world);
    const curl = await findCurl();
    const files = { ...workspaceFiles(releases), ...curl?.files };
    await buildWorkloadImage(stage, { base: sandboxImage, files, signal });
    const packagesImage = await buildPackagesImage(stage, { requirements: baseRequirements, signal });
    const measure = createMeasureRow('environments', options);
    yield* measureEnvironments(stage, createSides(stage, plain, packagesImage, signal), measure, runs);
    if (!curl) tell('This machine has no curl to compare with.');
    yield* measureModels(stage, createModelSides(stage, plain, curl, signal), measure);
  } finally {
    await stage.close();
  }
};

/** @param runs of each side in a row */
async function* measureEnvironments(
  { world }: Stage,
  sides: EnvironmentsSides,
  measure: MeasureRow,
  runs: number,
): AsyncGenerator<Row> {
  const index = ['files.test'];
  yield await measure('first run', 's', sides.first, goals.first);
  yield await overLine(world, index, () => measure('first run, over a line', 's', sides.first, goals.first));
  await sides.keepAll();
  yield await measure('second run', 's', sides.second, goals.second);
  yield await measure('second run, packages in the image', 's', sides.secondInImage, goals.secondInImage);
  yield await measure('import, with bytecode', 's', sides.imports, null);
  const changed = 'one requirement changed';
  yield await measure(changed, 's', sides.changed(0), goals.changed);
  yield await overLine(world, index, () => measure(`${changed}, over a line`, 's', sides.changed(runs), goals.changed));
}

async function* measureModels({ world }: Stage, sides: ModelSides, measure: MeasureRow): AsyncGenerator<Row> {
  const hub = ['hub.test', 'cdn.hub.test'];
  for (const [tool, sidesOfRow, goal] of [
    ['hf download', sides.client, goals.client],
    ['curl', sides.curl, goals.curl],
  ] as const) {
    if (!sidesOfRow) continue;
    const title = `model fetch, ${tool}`;
    yield await measure(title, 'MB/s', sidesOfRow, goal);
    yield await overLine(world, hub, () => measure(`${title}, over a line`, 'MB/s', sidesOfRow, goal));
  }
}
