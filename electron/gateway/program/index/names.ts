import type { PackageIndex } from '../../../../shared/egress.ts';
import { canonicalPackageName } from '../../../../shared/requirements.ts';

/** A project's name in the one form that stands for all its spellings; null for what is no name. */
export function normaliseName(name: string): string | null {
  if (!/^(?:[a-z0-9]|[a-z0-9][a-z0-9._-]{0,198}[a-z0-9])$/i.test(name)) return null;
  return canonicalPackageName(name);
}

/**
 * The only index that is asked for a project: the first with a rule for its name. No other one is asked even if that one
 * does not have the project, so that nobody can publish a private project's name on a public index.
 */
export function indexFor(indexes: PackageIndex[], project: string): PackageIndex | null {
  const matches = (rule: string) => (rule.endsWith('*') ? project.startsWith(rule.slice(0, -1)) : project === rule);
  return indexes.find(({ packages }) => packages.some(matches)) ?? null;
}
