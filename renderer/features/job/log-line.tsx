import { memo } from 'react';
import { cx } from '../../components/cx.ts';
import { describePhase, formatLogTime } from '../../words.ts';
import { type LogMatcher, type LogRow, piecesOf } from './log-search.ts';
import { noteOf } from './log-text.ts';

export const lineHeight = 20;

interface LogLineProps {
  row: LogRow;
  wrap: boolean;
  times: boolean;
  matcher: LogMatcher;
  /** Start of the current match if it is in this row. */
  current: number | null;
  selected: boolean;
  /** Width of the column of line numbers, in characters. */
  digits: number;
  /** The log on disk has all lines. */
  saved: boolean;
}

const streams = {
  stdout: { tag: '', says: '', text: 'text-ink', edge: 'border-transparent' },
  stderr: { tag: 'err', says: 'standard error: ', text: 'text-bad-ink', edge: 'border-bad' },
  app: { tag: 'app', says: 'from the app: ', text: 'text-accent-ink', edge: 'border-accent' },
} as const;

const marks = { none: '', match: 'bg-mark text-ink', current: 'bg-mark-now text-on-mark-now' } as const;

export const LogLine = memo(function LogLine({
  row,
  wrap,
  times,
  matcher,
  current,
  selected,
  digits,
  saved,
}: LogLineProps) {
  if (row.kind === 'phase') {
    return (
      <div className="sticky left-0 flex h-5 w-(--log-width) items-center gap-2 px-5 font-sans text-2xs text-ink-3">
        <span className="font-medium">{describePhase(row.phase)}</span>
        <span className="h-px flex-1 bg-line" />
      </div>
    );
  }
  if (row.kind !== 'line') {
    return (
      <div
        className="sticky left-0 flex h-5 w-(--log-width) items-center px-5 font-sans text-2xs text-warn-ink"
        data-testid="log-gap"
      >
        {noteOf(row, saved)}
      </div>
    );
  }
  const stream = streams[row.stream];
  return (
    <div
      data-testid="log-line"
      data-seq={row.seq}
      data-stream={row.stream}
      className={cx('flex min-h-5 border-l-2', stream.edge, selected && 'bg-selection')}
    >
      <button
        type="button"
        tabIndex={-1}
        data-gutter={row.seq}
        aria-label={`Select line ${row.seq + 1}`}
        style={{ width: `calc(${digits + 1}ch + 1.125rem)` }}
        className="shrink-0 select-none pr-[1ch] text-right text-ink-3 hover:text-ink"
      >
        {row.seq + 1}
      </button>
      {times && <span className="shrink-0 select-none pr-[1.5ch] text-ink-3">{formatLogTime(row.time)}</span>}
      <span aria-hidden className={cx('w-[4ch] shrink-0 select-none', stream.text)}>
        {stream.tag}
      </span>
      <span
        className={cx('pr-4', stream.text, wrap ? 'min-w-0 whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre')}
        data-selectable
        dir="ltr"
      >
        {stream.says !== '' && <span className="sr-only select-none">{stream.says}</span>}
        {piecesOf(row.text, matcher.spansOf(row.text), current).map((piece) =>
          piece.mark === 'none' ? (
            piece.text
          ) : (
            <mark key={piece.start} className={cx('rounded-xs', marks[piece.mark])}>
              {piece.text}
            </mark>
          ),
        )}
      </span>
    </div>
  );
});
