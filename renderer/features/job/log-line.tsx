import { type CSSProperties, memo } from 'react';
import { formatLogTime } from '../../clock-face.ts';
import { cx } from '../../components/cx.ts';
import type { Words } from '../../language/words.ts';
import { paintOf } from './log-paint.ts';
import { type LogMatcher, type Piece, piecesOf } from './log-search.ts';
import { type LogStyle, plainStyle } from './log-style.ts';
import { drawLine } from './log-terminal.ts';
import { type LogRow, noteOf } from './log-text.ts';

export const lineHeight = 20;

interface LogLineProps {
  row: LogRow;
  /** The style that the row before it left on. */
  start: LogStyle;
  wrap: boolean;
  times: boolean;
  matcher: LogMatcher;
  /** The row has the match that the person is at. */
  current: boolean;
  selected: boolean;
  /** Width of the column of line numbers, in characters. */
  digits: number;
  /** Brings the lines that a note is about. */
  onLoad: (row: LogRow) => void;
  words: Pick<Words, 't' | 'describePhase'>;
}

const streams = {
  stdout: { text: 'text-ink', edge: 'border-transparent' },
  stderr: { text: 'text-bad-ink', edge: 'border-bad' },
  app: { text: 'text-accent-ink', edge: 'border-accent' },
} as const;

export const LogLine = memo(function LogLine({
  row,
  start,
  wrap,
  times,
  matcher,
  current,
  selected,
  digits,
  onLoad,
  words: { t, describePhase },
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
    const lost = row.kind === 'gap' && row.lost;
    return (
      <div
        className={cx(
          'sticky left-0 flex h-5 w-(--log-width) items-center gap-2 px-5 font-sans text-2xs',
          row.kind === 'gap' ? 'text-warn-ink' : 'text-ink-3',
        )}
        data-testid="log-gap"
      >
        {noteOf(row, t)}
        {!lost && (
          <button type="button" className="rounded-sm font-medium text-accent-ink" onClick={() => onLoad(row)}>
            {t('job.log.show')}
          </button>
        )}
      </div>
    );
  }
  const stream = streams[row.stream];
  const line = drawLine(row, start);
  return (
    <div
      data-testid="log-line"
      data-seq={row.seq}
      data-stream={row.stream}
      className={cx('flex min-h-5 overflow-y-clip border-l-2', stream.edge, selected && 'bg-selection')}
    >
      <button
        type="button"
        tabIndex={-1}
        data-gutter={row.seq}
        aria-label={t('job.log.selectLine', { line: String(row.seq + 1) })}
        style={{ width: `calc(${digits + 1}ch + 1.125rem)` }}
        className="shrink-0 select-none pr-[1ch] text-right text-ink-3 hover:text-ink"
      >
        {row.seq + 1}
      </button>
      {times && <span className="shrink-0 select-none pr-[1.5ch] text-ink-3">{formatLogTime(row.time)}</span>}
      <span aria-hidden className={cx('w-[4ch] shrink-0 select-none', stream.text)}>
        {row.stream !== 'stdout' && t(`job.log.tag.${row.stream}`)}
      </span>
      <span
        className={cx('pr-4', stream.text, wrap ? 'min-w-0 whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre')}
        data-selectable
        dir="ltr"
      >
        {row.stream !== 'stdout' && <span className="sr-only select-none">{t(`job.log.spoken.${row.stream}`)}</span>}
        {piecesOf(line, matcher.spansOf(line.text)).map((piece) => (
          <TextPiece key={piece.start} piece={piece} current={current} bare={selected} />
        ))}
      </span>
    </div>
  );
});

interface TextPieceProps {
  piece: Piece;
  current: boolean;
  /** Without colours: they were made for another ground. */
  bare: boolean;
}

function TextPiece({ piece, current, bare }: TextPieceProps) {
  const { text, style, marked } = piece;
  if (marked) {
    return (
      <mark className={cx('rounded-xs', current ? 'bg-mark-now text-on-mark-now' : 'bg-mark text-ink')}>{text}</mark>
    );
  }
  if (style === plainStyle) return text;
  return <span style={lookOf(style, bare)}>{text}</span>;
}

const looks = new WeakMap<LogStyle, { coloured: CSSProperties; bare: CSSProperties }>();

function lookOf(style: LogStyle, bare: boolean): CSSProperties {
  let look = looks.get(style);
  if (look === undefined) {
    const decoration = decorationOf(style);
    look = { coloured: { ...paintOf(style), ...decoration }, bare: decoration };
    looks.set(style, look);
  }
  return bare ? look.bare : look.coloured;
}

function decorationOf(style: LogStyle): CSSProperties {
  const lines = [style.underline && 'underline', style.strike && 'line-through'].filter((line) => line !== false);
  return {
    ...(style.bold ? { fontWeight: 600 } : {}),
    ...(style.italic ? { fontStyle: 'italic' } : {}),
    ...(lines.length > 0 ? { textDecorationLine: lines.join(' ') } : {}),
  };
}
