import type { LogEntry } from '../../stores/log-window.ts';

/** Characters `start` to `end` of the text of row `row`. */
export interface LogMatch {
  row: number;
  start: number;
  end: number;
}

type Span = readonly [start: number, end: number];

export interface LogMatcher {
  /** Where the words occur in one text, ignoring case. */
  spansOf: (text: string) => readonly Span[];
  matches: (rows: readonly LogRow[]) => LogMatch[];
}

/** A row of the view: an entry of the window, or the note about lines before or after it. */
export type LogRow = LogEntry | { kind: 'earlier'; key: string; count: number };

export const mostMatches = 10_000;

/** Finds words in log rows. Remembers each row's result, so that an appended batch costs only its own lines. */
export function createMatcher(query: string): LogMatcher {
  const known = new WeakMap<LogRow, readonly Span[]>();
  const words = query === '' ? null : new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  const spansOf = (text: string): readonly Span[] =>
    words === null ? [] : [...text.matchAll(words)].map((match) => [match.index, match.index + match[0].length]);

  return {
    spansOf,
    matches(rows) {
      const found: LogMatch[] = [];
      if (words === null) return found;
      for (const [row, entry] of rows.entries()) {
        if (entry.kind !== 'line') continue;
        let spans = known.get(entry);
        if (spans === undefined) {
          spans = spansOf(entry.text);
          known.set(entry, spans);
        }
        for (const [start, end] of spans) {
          found.push({ row, start, end });
          if (found.length >= mostMatches) return found;
        }
      }
      return found;
    },
  };
}

/** A text cut into plain and marked pieces; `current` is the start of the match that the person is at. */
export interface Piece {
  start: number;
  text: string;
  mark: 'none' | 'match' | 'current';
}

export function piecesOf(text: string, spans: readonly Span[], current: number | null): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start > at) pieces.push({ start: at, text: text.slice(at, start), mark: 'none' });
    pieces.push({ start, text: text.slice(start, end), mark: start === current ? 'current' : 'match' });
    at = end;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ start: at, text: text.slice(at), mark: 'none' });
  return pieces;
}
