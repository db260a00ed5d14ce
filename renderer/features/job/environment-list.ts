import type { LockedPackage } from '../../../shared/environments.ts';
import { isFinal, type Job } from '../../../shared/jobs.ts';
import type { Translate } from '../../../shared/languages/translate.ts';

/** Names as the index compares them: `My.Package` and `my-package` are one. */
const plainName = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The packages whose name, version, origin as it is shown, or hash has the search in it. */
export function found(packages: readonly LockedPackage[], search: string, t: Translate): readonly LockedPackage[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return packages;
  return packages.filter(
    ({ name, version, origin, hash }) =>
      plainName(name).includes(plainName(wanted)) ||
      [version, originOf(origin, t), hash ?? ''].some((text) => text.toLowerCase().includes(wanted)),
  );
}

/** The host that a package came from, or that it was carried; an address that is none stays as it is. */
export function originOf(origin: string, t: Translate): string {
  return origin === 'carried' ? t('job.environment.carried') : (URL.parse(origin)?.host ?? origin);
}

/** As much of a hash as tells it apart for people, without its kind. */
export const shortHash = (hash: string) => hash.replace(/^sha256:/, '').slice(0, 12);

/** The package as a line that pip takes, pinned as far as it is known. */
export const requirementOf = ({ name, version, hash }: LockedPackage) =>
  `${name}==${version}${hash === null ? '' : ` --hash=${hash}`}`;

export type NoEnvironmentReason = 'none_needed' | 'not_yet' | 'not_made' | 'not_recorded';

/** Why there is nothing to show of what the job’s environment consists of. */
export function whyNoEnvironment(job: Pick<Job, 'spec' | 'state' | 'environment'>): NoEnvironmentReason {
  if (job.environment !== null) return 'not_recorded';
  if (job.spec.requirements.length === 0) return 'none_needed';
  return isFinal(job.state) ? 'not_made' : 'not_yet';
}
