import type { World } from '../e2e/harness/world/world.ts';
import { libraryFiles } from './library.ts';

/** Twelve wheels, 156 MB and 1,200 modules in all. */
export const libraryCount = 12;
export const modulesPerLibrary = 100;
const size = { modules: modulesPerLibrary, functions: 20, dataBytes: 12_700_000 };

const nameOf = (number: number) => `bench-library-${number}`;
/** The package to import is named after the library; it has `part_0` and so on. */
export const libraryModule = (number: number) => `bench_library_${number}`;
const numbers = Array.from({ length: libraryCount }, (_, index) => index + 1);

/** All libraries, the last of them in the release that is given; all have release 0. */
export function libraryRequirements(lastRelease = 0): string[] {
  return numbers.map((number) => `${nameOf(number)}==1.${number === libraryCount ? lastRelease : 0}`);
}

/** Publishes all libraries. */
export async function publishLibraries(world: World): Promise<void> {
  for (const number of numbers) await publish(world, number, 0);
}

/** Publishes the last library in releases 1 to `count`. */
export async function publishLastReleases(world: World, count: number): Promise<void> {
  for (let release = 1; release <= count; release += 1) await publish(world, libraryCount, release);
}

async function publish(world: World, number: number, release: number): Promise<void> {
  const version = `1.${release}`;
  const files = libraryFiles(libraryModule(number), version, number + release, size);
  await world.publishPackage({ name: nameOf(number), version, files: [{ kind: 'wheel', files }] });
}
