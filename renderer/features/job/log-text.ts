import type { Translate } from '../../../shared/languages/translate.ts';
import type { LogLine } from '../../../shared/logs.ts';
import { formatLogTime } from '../../clock-face.ts';
import type { LogEntry, LogText } from '../../stores/log-rows.ts';
import type { LogWindow } from '../../stores/log-window.ts';
import { type LogStyle, plainStyle } from './log-style.ts';
import { styleAfterRow, textOfRow } from './log-terminal.ts';

export type LogStream = LogLine['stream'];

/** A row of the view: an entry of the window, or the note about lines before or after it. */
export type LogRow = LogEntry | { kind: 'earlier' | 'later'; key: string; count: number };

/** The rows of the view: the window's entries of some streams, with notes about what is missing before and after. */
export function rowsOf(window: LogWindow, streams: ReadonlySet<LogStream>): LogRow[] {
  const rows: LogRow[] = [];
  if (window.earlier > 0) rows.push({ kind: 'earlier', key: 'earlier', count: window.earlier });
  for (const entry of window.entries) if (entry.kind !== 'line' || streams.has(entry.stream)) rows.push(entry);
  const missing = window.total - window.next;
  if (missing > 0) rows.push({ kind: 'later', key: 'later', count: missing });
  return rows;
}

/** What a row without a line of its own says. */
export function noteOf(row: Exclude<LogRow, { kind: 'line' | 'phase' }>, t: Translate): string {
  const { count } = row;
  if (row.kind === 'gap') return t(row.lost ? 'job.log.lost' : 'job.log.leftOut', { count });
  return t(`job.log.${row.kind}`, { count });
}

/**
 * The style that each row starts with, for those that do not start plain: what the row before it of the same stream
 * left on. A phase starts plain, and so does what follows lines that are not there.
 */
export function carriedStyles(entries: readonly LogEntry[]): ReadonlyMap<LogText, LogStyle> {
  const starts = new Map<LogText, LogStyle>();
  const styles = new Map<LogStream, LogStyle>();
  for (const entry of entries) {
    if (entry.kind !== 'line') {
      styles.clear();
      continue;
    }
    const start = styles.get(entry.stream) ?? plainStyle;
    if (start !== plainStyle) starts.set(entry, start);
    styles.set(entry.stream, styleAfterRow(entry, start));
  }
  return starts;
}

/** Index of the row that shows a line: its own, or the one that it was joined to, or else the one before it. */
export function rowOfLine(rows: readonly LogRow[], seq: number, isLikely: (row: LogText) => boolean): number {
  let before = -1;
  let joined = -1;
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'line') continue;
    if (row.seq === seq) return index;
    if (row.seq > seq) break;
    before = index;
    if (row.last >= seq && isLikely(row)) joined = index;
  }
  return joined === -1 ? before : joined;
}

interface TextOptions {
  times: boolean;
  /** Lines `from` to `to` by `seq`, both included; null for all. */
  range: { from: number; to: number } | null;
}

/** The rows as text to copy. */
export function textOf(rows: readonly LogRow[], { times, range }: TextOptions, t: Translate): string {
  const lines: string[] = [];
  for (const row of rows) {
    if (row.kind === 'line') {
      if (range && (row.seq < range.from || row.seq > range.to)) continue;
      const text = textOfRow(row);
      lines.push(times ? `${formatLogTime(row.time)} ${text}` : text);
    } else if (row.kind === 'gap' && !range) {
      lines.push(noteOf(row, t));
    }
  }
  return lines.join('\n');
}
