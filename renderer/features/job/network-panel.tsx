import { useVirtualizer } from '@tanstack/react-virtual';
import { Globe, GlobeLock, Save } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../../shared/jobs.ts';
import type { LedgerEntry } from '../../../shared/ledger.ts';
import { formatBytes } from '../../../shared/units.ts';
import { AsyncButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/empty.tsx';
import { Filter } from '../../components/filter.tsx';
import { useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
import { columns, LedgerRow, rowHeight } from './ledger-row.tsx';
import {
  filtered,
  type LedgerFilter,
  type LedgerTotals,
  mayAskMore,
  type NoLedgerReason,
  totalsOf,
  whyNoLedger,
} from './ledger-view.ts';

/** What the job's setup asked the network for, and what became of it. */
export function NetworkPanel({ job }: { job: Job }) {
  const { ledger } = useStores();
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
          label="Filter requests"
          value={filter}
          options={[
            { value: 'all', label: 'All', count: totals.requests },
            { value: 'refused', label: 'Not allowed', count: totals.refused },
            { value: 'failed', label: 'Failed', count: totals.failed },
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
  return (
    <p data-testid="ledger-totals" className="min-w-0 flex-1 text-ink-3 text-xs">
      {plural(totals.requests, 'request')} · {plural(totals.hosts, 'host')} · {formatBytes(totals.bytesUp)} up ·{' '}
      {formatBytes(totals.bytesDown)} down
      {omitted > 0 && (
        <span className="text-warn-ink"> · {plural(omitted, 'more request', 'more requests')} only counted</span>
      )}
    </p>
  );
}

function Export({ jobId }: { jobId: string }) {
  const { client, toasts } = useStores();
  return (
    <AsyncButton
      size="sm"
      icon={Save}
      action={async () => {
        const path = await client.request('ledger.save', jobId);
        if (path !== null) toasts.getState().done(`Ledger saved as ${path}`);
      }}
    >
      Export…
    </AsyncButton>
  );
}

interface LedgerTableProps {
  rows: readonly LedgerEntry[];
  live: boolean;
}

function LedgerTable({ rows, live }: LedgerTableProps) {
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
        <span>Time</span>
        <span className="pl-6">Verdict</span>
        <span className="hidden lg:block">Door</span>
        <span>Host and request</span>
        <span className="text-right">Up</span>
        <span className="text-right">Down</span>
        <span className="text-right">Duration</span>
      </div>
      <section
        ref={scroller}
        aria-label="Requests"
        data-testid="ledger"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto bg-surface outline-none [scrollbar-gutter:stable] focus-visible:inset-ring-2 focus-visible:inset-ring-focus"
        onScroll={({ currentTarget: box }) => {
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < rowHeight;
        }}
      >
        <ul aria-label="Requests of setup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
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
              />
            );
          })}
        </ul>
        {rows.length === 0 && <p className="px-5 py-4 text-ink-3">No such request.</p>}
      </section>
    </>
  );
}

const emptyWords: Readonly<Record<NoLedgerReason, { title: string; text: string }>> = {
  one_phase: {
    title: 'No setup, no network',
    text: 'The job requires no packages and no models, so it runs in one phase. Execution never has a network.',
  },
  all_kept: {
    title: 'Setup was not needed',
    text: 'All that the job needs was kept from earlier jobs, so it asked the network for nothing.',
  },
  network_off: {
    title: 'The setup network was off',
    text: 'This job could reach nothing, in setup as in execution.',
  },
  not_yet: {
    title: 'No requests yet',
    text: 'Whatever setup asks the network for is listed here as it happens, allowed or not.',
  },
  setup_not_reached: {
    title: 'Setup did not run',
    text: 'The job asked the network for nothing.',
  },
  asked_nothing: {
    title: 'No requests',
    text: 'Setup asked the network for nothing.',
  },
  before_gateway: {
    title: 'Nothing was recorded',
    text: 'This job ran with a version of the app that kept no ledger.',
  },
};

function NoLedger({ job, failed }: { job: Job; failed: boolean }): ReactNode {
  if (failed) {
    return (
      <Empty icon={Globe} title="The ledger could not be read">
        Open the job again to try once more.
      </Empty>
    );
  }
  const reason = whyNoLedger(job);
  const { title, text } = emptyWords[reason];
  return (
    <div className="flex flex-1 overflow-y-auto" data-testid="no-ledger" data-reason={reason}>
      <Empty icon={reason === 'one_phase' || reason === 'network_off' ? GlobeLock : Globe} title={title}>
        {text}
      </Empty>
    </div>
  );
}
