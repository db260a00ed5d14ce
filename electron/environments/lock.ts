import { forwarderPort, mirrorPaths, type PackageIndex, projectPageUrl } from '../../shared/egress.ts';
import type { EnvironmentLock, LockedPackage } from '../../shared/environments.ts';
import { canonicalPackageName } from '../../shared/requirements.ts';

const mirror = `http://127.0.0.1:${forwarderPort}${mirrorPaths.files}`;

/**
 * The lock of a new environment.
 * @param installed what setup said; pip knows only the gateway’s mirror, which is told apart into indexes again here.
 */
export function lockOf(
  installed: Pick<EnvironmentLock, 'python' | 'packages' | 'conflicts'>,
  from: { imageId: string; requirements: string[]; indexes: readonly PackageIndex[] },
): EnvironmentLock {
  const packages = installed.packages
    .map((one) => ({ ...one, origin: originOf(one, from.indexes) }))
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
  const { imageId, requirements } = from;
  return { python: installed.python, imageId, requirements, packages, conflicts: ownConflicts(installed) };
}

/** `pip check` looks at the image’s packages as well; what they lack among themselves is not this environment’s. */
function ownConflicts({ packages, conflicts }: Pick<EnvironmentLock, 'packages' | 'conflicts'>): string[] {
  const names = new Set(packages.map(({ name }) => canonicalPackageName(name)));
  return conflicts.filter((line) =>
    line.split(/[\s,<>=!~;[\]()]+/).some((word) => names.has(canonicalPackageName(word))),
  );
}

function originOf({ origin }: LockedPackage, indexes: readonly PackageIndex[]): string {
  if (origin.startsWith('file:')) return 'carried';
  if (!origin.startsWith(mirror)) return origin;
  const [name, project = ''] = origin.slice(mirror.length).split('/');
  const index = indexes.find((one) => one.name === name);
  return index ? projectPageUrl(index, project) : origin;
}
