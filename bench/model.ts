import { generated, text, type World } from '../e2e/harness/world/world.ts';

const megabyte = 1e6;
/** As weights are: one large file and some smaller ones… */
const largeFiles = [400, 100, 100, 100].map((megabytes, index) => ({
  path: `model-${index + 1}-of-4.safetensors`,
  content: generated(megabytes * megabyte, index + 1),
  lfs: true,
}));
/** …and what describes them. */
const smallFiles = Array.from({ length: 10 }, (_, index) => ({
  path: `config-${index + 1}.json`,
  content: text(`${JSON.stringify({ part: index, values: Array.from({ length: 500 }, (__, value) => value) })}\n`),
  lfs: false,
}));
const files = [...largeFiles, ...smallFiles];

/** The repository that is fetched. */
export const model = {
  id: 'bench/model',
  paths: files.map(({ path }) => path),
  /** Its large files, in MB; the others are not worth counting. */
  megabytes: 700,
} as const;

export async function publishModel(world: World): Promise<void> {
  const { id } = model;
  await world.publishRepository({
    id,
    files: Object.fromEntries(files.map(({ path, ...file }) => [path, file])),
  });
}
