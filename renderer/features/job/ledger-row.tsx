import { Check, LoaderCircle, type LucideIcon, ShieldX, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { LedgerEntry, Verdict } from '../../../shared/ledger.ts';
import { plainLine } from '../../../shared/text.ts';
import { formatClock, formatLogTime } from '../../clock-face.ts';
import { cx } from '../../components/cx.ts';
import type { Words } from '../../language/words.ts';
import { placeOf } from './ledger-view.ts';

export const rowHeight = 46;

/** Shared by the rows and their heading, so that they stand in line. The door has a column where there is room. */
export const columns =
  'grid items-center gap-x-3 px-5 grid-cols-[3.75rem_11rem_minmax(0,1fr)_4.25rem_4.75rem_4.5rem] lg:gap-x-4 lg:grid-cols-[3.75rem_16rem_4.5rem_minmax(0,1fr)_4.5rem_5rem_4.5rem]';

const looks: Readonly<Record<Verdict['outcome'], { icon: LucideIcon; ink: string; text: string; edge: string }>> = {
  allowed: { icon: Check, ink: 'text-good', text: 'text-ink-2', edge: 'border-l-transparent' },
  refused: { icon: ShieldX, ink: 'text-bad', text: 'font-medium text-bad-ink', edge: 'border-l-bad' },
  failed: { icon: TriangleAlert, ink: 'text-warn', text: 'font-medium text-warn-ink', edge: 'border-l-warn' },
};

interface LedgerRowProps {
  entry: LedgerEntry;
  index: number;
  total: number;
  top: number;
  /** Setup goes on: a request without a duration is under way. */
  live: boolean;
  words: Words;
}

/** One request. What stands in it was chosen by a stranger: it is shown as text, and cannot turn what is beside it. */
export const LedgerRow = memo(function LedgerRow({ entry, index, total, top, live, words }: LedgerRowProps) {
  const { t, describeDoor, describeOutcome, describeReason, formatBrief } = words;
  const { verdict } = entry;
  const { icon: Icon, ink, text, edge } = looks[verdict.outcome];
  const detail = verdict.outcome === 'allowed' ? '' : plainLine(verdict.detail);
  const place = plainLine(placeOf(entry));
  const underWay = entry.durationMs === null && live;
  return (
    <li
      aria-posinset={index + 1}
      aria-setsize={total}
      data-testid="ledger-row"
      data-place={place}
      data-outcome={verdict.outcome}
      data-reason={verdict.outcome === 'allowed' ? undefined : verdict.reason}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      className={cx(columns, 'absolute inset-x-0 top-0 border-line border-b border-l-2 hover:bg-hover', edge)}
    >
      <span className="text-ink-2 text-xs" title={formatLogTime(entry.at)}>
        {formatClock(entry.at)}
      </span>
      <div className="flex min-w-0 items-center gap-2" title={detail || undefined}>
        <Icon aria-hidden className={cx('size-4 shrink-0', ink)} />
        <div className="min-w-0">
          <p className={text}>{describeOutcome(verdict.outcome)}</p>
          {verdict.outcome !== 'allowed' && (
            <p className="truncate text-ink-2 text-xs" title={describeReason(verdict.reason)}>
              {describeReason(verdict.reason)}
            </p>
          )}
        </div>
      </div>
      <span className="hidden text-ink-2 text-xs lg:block">{describeDoor(entry.kind)}</span>
      <div className="min-w-0" data-selectable>
        <p className="truncate font-mono text-xs leading-5" title={place}>
          <bdi>{place === '' ? '–' : place}</bdi>
        </p>
        <What entry={entry} detail={detail} words={words} />
      </div>
      <span className="whitespace-nowrap text-right text-ink-2 text-xs">
        <Bytes count={entry.bytesUp} words={words} />
        <span className="sr-only"> {t('job.network.up')}</span>
      </span>
      <span className="whitespace-nowrap text-right text-ink-2 text-xs">
        {entry.cached ? (
          <span className="text-ink-3">{t('job.network.cached')}</span>
        ) : (
          <Bytes count={entry.bytesDown} words={words} />
        )}
        <span className="sr-only"> {t('job.network.down')}</span>
      </span>
      <span className="flex items-center justify-end gap-1 whitespace-nowrap text-ink-2 text-xs">
        {underWay ? (
          <>
            <LoaderCircle aria-hidden className="size-3 animate-spin text-accent-ink" />
            <span className="text-accent-ink">{t('job.network.running')}</span>
          </>
        ) : entry.durationMs === null ? (
          <span className="text-ink-3">{t('job.network.notEnded')}</span>
        ) : (
          formatBrief(entry.durationMs)
        )}
      </span>
    </li>
  );
});

/** What was asked of the host, as far as the gateway sees it; else why it was not to be. */
function What({ entry, detail, words }: { entry: LedgerEntry; detail: string; words: Words }) {
  const target = entry.target === null ? '' : plainLine(entry.target);
  return (
    <p className="flex min-w-0 gap-1.5 text-ink-3 text-xs" title={target || detail || undefined}>
      <span className="shrink-0 lg:hidden">{words.describeDoor(entry.kind)} ·</span>
      <bdi className="max-w-24 shrink-0 truncate font-mono text-2xs leading-4.5">{plainLine(entry.method)}</bdi>
      {target !== '' && <bdi className="truncate font-mono text-2xs leading-4.5">{target}</bdi>}
      {target === '' && detail !== '' && <bdi className="truncate">{detail}</bdi>}
    </p>
  );
}

function Bytes({ count, words }: { count: number; words: Words }) {
  return count === 0 ? <span className="text-ink-3">–</span> : words.formatBytes(count);
}
