import type { LogFound } from '../../stores/log-finder.ts';
import type { LogEntry, LogText } from '../../stores/log-rows.ts';
import type { LogStyle } from './log-style.ts';
import { type DrawnLine, textOfRow } from './log-terminal.ts';
import type { LogStream } from './log-text.ts';

type Span = readonly [start: number, end: number];

export interface LogMatcher {
  /** Where the words occur in one text, ignoring case; the first `mostMarks` of them. */
  spansOf: (text: string) => readonly Span[];
  /** Whether the row, as it is shown, has the words. Remembered for each row. */
  has: (row: LogText) => boolean;
}

/** Marks in one row: one letter may occur in it thousands of times. */
export const mostMarks = 256;

export function createMatcher(query: string): LogMatcher {
  const known = new WeakMap<LogText, boolean>();
  const words = query === '' ? null : new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  return {
    spansOf(text) {
      const spans: Span[] = [];
      if (words === null) return spans;
      for (const match of text.matchAll(words)) {
        spans.push([match.index, match.index + match[0].length]);
        if (spans.length === mostMarks) break;
      }
      return spans;
    },
    has(row) {
      if (words === null) return false;
      let has = known.get(row);
      if (has === undefined) {
        words.lastIndex = 0;
        has = words.test(textOfRow(row));
        known.set(row, has);
      }
      return has;
    },
  };
}

interface MatchOptions {
  matcher: LogMatcher;
  streams: ReadonlySet<LogStream>;
  /** What the search of the whole log found; null as long as there is nothing of it. */
  found: LogFound | null;
  /** Rows to look in ourselves: after a search those that came since, else all of them. */
  entries: readonly LogEntry[];
}

/** The `seq` of each line with the words, in ascending order. */
export function matchesOf({ matcher, streams, found, entries }: MatchOptions): readonly number[] {
  const since = found?.upTo ?? 0;
  const own: number[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'line' || entry.seq < since || !streams.has(entry.stream)) continue;
    if (matcher.has(entry)) own.push(entry.seq);
  }
  if (found === null) return own;
  // What was written while the search ran can be in both.
  const last = found.seqs.at(-1) ?? -1;
  return [...found.seqs, ...own.filter((seq) => seq > last)];
}

/** A row's text cut where its style changes and where a match begins or ends. */
export interface Piece {
  start: number;
  text: string;
  style: LogStyle;
  marked: boolean;
}

export function piecesOf(line: DrawnLine, marks: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let next = 0;
  for (const { text, style } of line.spans) {
    const end = at + text.length;
    let from = at;
    while (from < end) {
      const mark = marks[next];
      const marked = mark !== undefined && mark[0] <= from;
      const to = Math.min(end, mark === undefined ? end : marked ? mark[1] : mark[0]);
      pieces.push({ start: from, text: line.text.slice(from, to), style, marked });
      if (marked && to === mark[1]) next += 1;
      from = to;
    }
    at = end;
  }
  return pieces;
}
