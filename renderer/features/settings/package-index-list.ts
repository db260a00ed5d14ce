import { type PackageIndex, packageIndexSchema, splitAllowlistEntry } from '../../../shared/egress.ts';
import { problemOf } from '../../../shared/setting-problems.ts';
import { wordsIn } from './check.ts';
import type { TypedProblem } from './say-problem.ts';

/** PyTorch's own builds for CUDA, which are not on the usual index. */
export const pytorchIndex: PackageIndex = {
  name: 'pytorch',
  url: 'https://download.pytorch.org/whl/cu128/',
  packages: ['torch', 'torchvision', 'torchaudio'],
};

/** `index` before the one that is asked for all packages, so that its rules count. */
export function withPreset(indexes: readonly PackageIndex[], index: PackageIndex): PackageIndex[] {
  const place = indexes.findIndex(({ packages }) => packages.includes('*'));
  return place === -1 ? [...indexes, index] : [...indexes.slice(0, place), index, ...indexes.slice(place)];
}

/** The list with the index at `place` moved up (-1) or down (1), where it can be. */
export function moved(indexes: readonly PackageIndex[], place: number, by: -1 | 1): PackageIndex[] {
  const next = [...indexes];
  const [one] = next.splice(place, 1);
  if (one !== undefined) next.splice(Math.max(0, place + by), 0, one);
  return next;
}

/** The rules of an index that are never used, because an index before it is asked for all that they name. */
export function unreachableRules(indexes: readonly PackageIndex[], place: number): string[] {
  const before = indexes.slice(0, place).flatMap(({ packages }) => packages);
  return (indexes[place]?.packages ?? []).filter((rule) => before.some((earlier) => covers(earlier, rule)));
}

/** Whether every package that `rule` names is named by `earlier` too. */
function covers(earlier: string, rule: string): boolean {
  return earlier === rule || (earlier.endsWith('*') && rule.startsWith(earlier.slice(0, -1)));
}

/** Whether the allowlist lets setup reach the host of an address. */
export function isListed(url: string, allowlist: readonly string[]): boolean {
  const { hostname, port } = new URL(url);
  return allowlist.some((entry) => {
    const listed = splitAllowlistEntry(entry);
    const fits = listed.pattern.startsWith('*.')
      ? hostname.endsWith(listed.pattern.slice(1))
      : hostname === listed.pattern;
    return fits && listed.port === Number(port || 443);
  });
}

/** An index as it is typed. */
export interface IndexTexts {
  name: string;
  url: string;
  packages: string;
}

export const textsOf = ({ name, url, packages }: PackageIndex): IndexTexts => ({
  name,
  url,
  packages: packages.join(', '),
});

type IndexProblems = Partial<Record<keyof IndexTexts, TypedProblem>>;

type CheckedIndex = { ok: true; index: PackageIndex } | { ok: false; problems: IndexProblems };

/** Checks what was typed of an index; `others` have their names already. */
export function checkIndex(texts: IndexTexts, others: readonly PackageIndex[]): CheckedIndex {
  const parsed = packageIndexSchema.safeParse({
    name: texts.name.trim(),
    url: texts.url.trim(),
    packages: [...new Set(wordsIn(texts.packages))],
  });
  if (!parsed.success) {
    const problems: IndexProblems = {};
    for (const issue of parsed.error.issues) {
      const [field] = issue.path;
      if (field === 'name' || field === 'url' || field === 'packages') problems[field] ??= problemOf([issue]);
    }
    return { ok: false, problems };
  }
  if (others.some(({ name }) => name === parsed.data.name)) {
    return { ok: false, problems: { name: { kind: 'name_taken', name: parsed.data.name } } };
  }
  return { ok: true, index: parsed.data };
}
