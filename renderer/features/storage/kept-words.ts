import { localeOf } from '../../../shared/languages/language.ts';
import type { Cleared } from '../../../shared/storage.ts';
import type { Words } from '../../language/words.ts';
import type { KindTotal } from './kept-list.ts';

/** `2 environments, 1 model and the downloads`. */
export function describeTotals(totals: readonly KindTotal[], { language, t }: Words): string {
  const parts = totals.map(({ kind, count }) =>
    kind === 'downloads' ? t('storage.total.downloads') : t(`storage.total.${kind}`, { count }),
  );
  return new Intl.ListFormat(localeOf[language]).format(parts);
}

/** What came of clearing, in a sentence or two. */
export function describeCleared({ removed, freedBytes, inUse }: Cleared, { t, formatBytes }: Words): string {
  if (removed === 0) {
    return inUse === 0 ? t('storage.cleared.nothing') : t('storage.cleared.onlyStayed', { count: inUse });
  }
  const done = t('storage.cleared.done', { count: removed, size: formatBytes(freedBytes) });
  return inUse === 0 ? done : `${done} ${t('storage.cleared.stayed', { count: inUse })}`;
}
