import type { Cleared } from '../../../shared/storage.ts';
import { formatBytes } from '../../../shared/units.ts';
import { plural } from '../../words.ts';
import type { KindTotal } from './kept-list.ts';

const nouns: Readonly<Record<KindTotal['kind'], (count: number) => string>> = {
  environment: (count) => plural(count, 'environment'),
  model: (count) => plural(count, 'model'),
  dataset: (count) => plural(count, 'dataset'),
  downloads: () => 'the downloads',
};

/** `2 environments, 1 model and the downloads`. */
export function describeTotals(totals: readonly KindTotal[]): string {
  const parts = totals.map(({ kind, count }) => nouns[kind](count));
  return parts.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** What came of clearing, in a sentence or two. */
export function describeCleared({ removed, freedBytes, inUse }: Cleared): string {
  const stayed = `${plural(inUse, 'item')} in use stayed.`;
  if (removed === 0) return inUse === 0 ? 'Nothing was left to remove.' : `Nothing was removed: ${stayed}`;
  const done = `${plural(removed, 'item')} removed, ${formatBytes(freedBytes)} freed.`;
  return inUse === 0 ? done : `${done} ${stayed}`;
}
