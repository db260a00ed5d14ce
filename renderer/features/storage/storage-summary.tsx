import { TriangleAlert } from 'lucide-react';
import type { KeptKind, StorageState } from '../../../shared/storage.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { totalsOf } from './kept-list.ts';

const fills: Readonly<Record<KeptKind, string>> = {
  environment: 'bg-accent',
  model: 'bg-accent/65',
  dataset: 'bg-accent/35',
  downloads: 'bg-idle',
};

/** How much of the budget is used, by what, and how much room the engine's disk has. */
export function StorageSummary({ storage }: { storage: StorageState }) {
  const { view } = useStores();
  const { t, formatBytes } = useWords();
  const { items, usedBytes, budgetBytes, disk } = storage;
  const over = usedBytes > budgetBytes;
  const totals = totalsOf(items);
  // Downloads have a budget of their own.
  const budgeted = totals.filter(({ kind }) => kind !== 'downloads');
  const all = Math.max(usedBytes, budgetBytes, 1);
  return (
    <section
      aria-label={t('storage.use.title')}
      className="rounded-lg border border-line bg-surface px-4 py-3 shadow-card"
    >
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <p className="text-ink-2" data-testid="storage-used">
          {t.rich('storage.use.used', {
            used: formatBytes(usedBytes),
            budget: formatBytes(budgetBytes),
            strong: (chunks) => (
              <span key="used" className="font-semibold text-ink text-md">
                {chunks}
              </span>
            ),
          })}
        </p>
        <Button
          size="sm"
          tone="ghost"
          className="h-auto px-0 font-normal text-accent-ink underline-offset-3 hover:bg-transparent hover:text-accent-ink hover:underline"
          onClick={() => view.go({ view: 'settings', section: 'storage' })}
        >
          {t('storage.use.changeBudget')}
        </Button>
        <p className="ml-auto text-ink-2" data-testid="storage-disk">
          {disk === null
            ? t('storage.use.diskUnknown')
            : t('storage.use.disk', { free: formatBytes(disk.freeBytes), total: formatBytes(disk.totalBytes) })}
        </p>
      </div>
      <div aria-hidden className="relative mt-2 flex h-2 gap-px overflow-hidden rounded-full bg-idle-soft">
        {budgeted.map(({ kind, bytes }) => (
          <div
            key={kind}
            className={cx('h-full transition-[width] duration-500', fills[kind])}
            style={{ width: `${(bytes / all) * 100}%` }}
          />
        ))}
        {over && (
          <div className="absolute inset-y-0 right-0 bg-warn/80" style={{ left: `${(budgetBytes / all) * 100}%` }} />
        )}
      </div>
      <ul aria-label={t('storage.use.byKind')} className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-ink-2 text-xs">
        {totals.map(({ kind, bytes }) => (
          <li key={kind} className="flex items-center gap-1.5">
            <span aria-hidden className={cx('size-2 rounded-full', fills[kind])} />
            {kind === 'downloads' ? (
              <span>{t('storage.use.downloads')}</span>
            ) : (
              <span>
                {t(`storage.kinds.${kind}`)} <span className="text-ink">{formatBytes(bytes)}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
      {over && (
        <p className="mt-2 flex items-start gap-1.5 text-warn-ink text-xs">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {t('storage.use.over')}
        </p>
      )}
    </section>
  );
}
