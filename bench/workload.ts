import type { World } from '../e2e/harness/world/world.ts';
import { libraryFiles } from './library.ts';

/** Each package of the executor's workload, and what it requires in the same version. */
const packages = {
  'bench-alpha': ['bench-beta', 'bench-gamma'],
  'bench-beta': ['bench-delta'],
  'bench-gamma': ['bench-delta', 'bench-epsilon'],
  'bench-delta': [],
  'bench-epsilon': ['bench-zeta'],
  'bench-zeta': [],
};

/** About 2 MB, of which 200 KB are Python. */
const size = { modules: 20, functions: 80, dataBytes: 1_800_000 };

const versionOf = (pair: number) => `1.0.${pair}`;

/** What a job of the executor's workload requires; there is one version for each pair, so that its first run is a first run. */
export function requirement(pair: number): string {
  return `bench-alpha==${versionOf(pair)}`;
}

/** Publishes the six packages in as many versions as there are pairs, the warm-up included. */
export async function publishWorkload(world: World, pairs: number): Promise<void> {
  for (const [index, [name, requires]] of Object.entries(packages).entries()) {
    const module = name.replace('-', '_');
    for (let pair = 0; pair < pairs; pair += 1) {
      const version = versionOf(pair);
      const seed = 1 + index + pair * Object.keys(packages).length;
      await world.publishPackage({
        name,
        version,
        requires: requires.map((required) => `${required}==${version}`),
        files: [{ kind: 'wheel', files: libraryFiles(module, version, seed, size) }],
      });
    }
  }
}
