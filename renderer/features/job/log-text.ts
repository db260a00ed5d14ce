import type { LogWindow } from '../../stores/log-window.ts';
import { formatLogTime, plural } from '../../words.ts';
import type { LogRow } from './log-search.ts';

/** The rows of the view: the window's entries, with notes about what is missing before and after. */
export function rowsOf(window: LogWindow): LogRow[] {
  const rows: LogRow[] = [];
  if (window.earlier > 0) rows.push({ kind: 'earlier', key: 'earlier', count: window.earlier });
  for (const entry of window.entries) rows.push(entry);
  const missing = window.total - window.next;
  if (missing > 0) rows.push({ kind: 'gap', key: 'tail', count: missing });
  return rows;
}

/** What a row without a line of its own says; `saved` while the log on disk has all lines. */
export function noteOf(row: Exclude<LogRow, { kind: 'line' | 'phase' }>, saved: boolean): string {
  const whole = saved ? ', whole in the saved log' : '';
  return row.kind === 'gap'
    ? `… ${plural(row.count, 'line')} left out here${whole}`
    : `… ${plural(row.count, 'earlier line')}${whole}`;
}

interface TextOptions {
  times: boolean;
  /** The log on disk has all lines. */
  saved: boolean;
  /** Lines `from` to `to` by `seq`, both included; null for all. */
  range: { from: number; to: number } | null;
}

/** The rows as text to copy. */
export function textOf(rows: readonly LogRow[], { times, range, saved }: TextOptions): string {
  const lines: string[] = [];
  for (const row of rows) {
    if (row.kind === 'line') {
      if (range && (row.seq < range.from || row.seq > range.to)) continue;
      lines.push(times ? `${formatLogTime(row.time)} ${row.text}` : row.text);
    } else if (row.kind === 'gap' && !range) {
      lines.push(noteOf(row, saved));
    }
  }
  return lines.join('\n');
}
