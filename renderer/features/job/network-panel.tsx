import { useVirtualizer } from '@tanstack/react-virtual';
import { Globe, GlobeLock, Save } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../../shared/jobs.ts';
import type { LedgerEntry } from '../../../shared/ledger.ts';
import { AsyncButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/empty.tsx';
import { Filter } from '../../components/filter.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { columns, LedgerRow, rowHeight } from './ledger-row.tsx';
import { filtered, type LedgerFilter, type LedgerTotals, mayAskMore, totalsOf, whyNoLedger } from './ledger-view.ts';

/** What the job's setup asked the network for, and what became of it. */
export function NetworkPanel({ job }: { job: Job }) {
  const { ledger } = useStores();
  const { t } = useWords();
  const entries = useStore(ledger, (state) => state.entries);
  const omitted = useStore(ledger, (state) => state.omitted);
  const status = useStore(ledger, (state) => state.status);
  const [filter, setFilter] = useState<LedgerFilter>('all');
  const totals = useMemo(() => totalsOf(entries), [entries]);
  const rows = useMemo(() => filtered(entries, filter), [entries, filter]);

  if (entries.length === 0) return status === 'opening' ? null : <NoLedger job={job} failed={status === 'failed'} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-4 px-5 py-2">
        <Filter
          label={t('job.network.filter')}
          value={filter}
          options={[
            { value: 'all', label: t('job.network.all'), count: totals.requests },
            { value: 'refused', label: t('job.network.notAllowed'), count: totals.refused },
            { value: 'failed', label: t('job.network.failed'), count: totals.failed },
          ]}
          onChange={setFilter}
        />
        <Totals totals={totals} omitted={omitted} />
        <Export jobId={job.id} />
      </div>
      <LedgerTable key={filter} rows={rows} live={mayAskMore(job.state)} />
    </div>
  );
}

function Totals({ totals, omitted }: { totals: LedgerTotals; omitted: number }) {
  const { t, formatBytes } = useWords();
  return (
    <p data-testid="ledger-totals" className="min-w-0 flex-1 text-ink-3 text-xs">
      {t('job.network.totals', {
        requests: totals.requests,
        hosts: totals.hosts,
        up: formatBytes(totals.bytesUp),
        down: formatBytes(totals.bytesDown),
      })}
      {omitted > 0 && <span className="text-warn-ink"> · {t('job.network.omitted', { count: omitted })}</span>}
    </p>
  );
}

function Export({ jobId }: { jobId: string }) {
  const { client, toasts } = useStores();
  const { t } = useWords();
  return (
    <AsyncButton
      size="sm"
      icon={Save}
      action={async () => {
        const path = await client.request('ledger.save', jobId);
        if (path !== null) toasts.getState().done(t('job.network.saved', { path }));
      }}
    >
      {t('job.network.export')}
    </AsyncButton>
  );
}

interface LedgerTableProps {
  rows: readonly LedgerEntry[];
  live: boolean;
}

function LedgerTable({ rows, live }: LedgerTableProps) {
  const words = useWords();
  const { t } = words;
  const scroller = useRef<HTMLElement>(null);
  /** Whether the newest row is in view; it is to stay there while more come. */
  const atEnd = useRef(live);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.seq ?? index,
    overscan: 10,
    useFlushSync: false,
  });

  useLayoutEffect(() => {
    if (live && atEnd.current && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [live, rows]);

  return (
    <>
      <div
        aria-hidden
        className={cx(
          columns,
          'h-8 shrink-0 overflow-hidden border-line border-t border-b border-l-2 border-l-transparent text-2xs text-ink-3 [scrollbar-gutter:stable]',
        )}
      >
        <span>{t('job.network.column.time')}</span>
        <span className="pl-6">{t('job.network.column.verdict')}</span>
        <span className="hidden lg:block">{t('job.network.column.door')}</span>
        <span>{t('job.network.column.request')}</span>
        <span className="text-right">{t('job.network.column.up')}</span>
        <span className="text-right">{t('job.network.column.down')}</span>
        <span className="text-right">{t('job.network.column.duration')}</span>
      </div>
      <section
        ref={scroller}
        aria-label={t('job.network.label')}
        data-testid="ledger"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto bg-surface outline-none [scrollbar-gutter:stable] focus-visible:inset-ring-2 focus-visible:inset-ring-focus"
        onScroll={({ currentTarget: box }) => {
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < rowHeight;
        }}
      >
        <ul aria-label={t('job.network.list')} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const entry = rows[item.index];
            if (entry === undefined) return null;
            return (
              <LedgerRow
                key={item.key}
                entry={entry}
                index={item.index}
                total={rows.length}
                top={item.start}
                live={live}
                words={words}
              />
            );
          })}
        </ul>
        {rows.length === 0 && <p className="px-5 py-4 text-ink-3">{t('job.network.noSuchRequest')}</p>}
      </section>
    </>
  );
}

function NoLedger({ job, failed }: { job: Job; failed: boolean }): ReactNode {
  const { t } = useWords();
  if (failed) {
    return (
      <Empty icon={Globe} title={t('job.network.unreadable')}>
        {t('job.network.unreadableText')}
      </Empty>
    );
  }
  const reason = whyNoLedger(job);
  return (
    <div className="flex flex-1 overflow-y-auto" data-testid="no-ledger" data-reason={reason}>
      <Empty
        icon={reason === 'one_phase' || reason === 'network_off' ? GlobeLock : Globe}
        title={t(`job.network.why.${reason}.title`)}
      >
        {t(`job.network.why.${reason}.text`)}
      </Empty>
    </div>
  );
}
