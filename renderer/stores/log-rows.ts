import type { Phase } from '../../shared/errors.ts';
import { type LogLine, maxLineBytes } from '../../shared/logs.ts';

/** A row of the log: a line, with the pieces after it that continue it. */
export interface LogText {
  kind: 'line';
  key: string;
  seq: number;
  /** The `seq` of the last piece it consists of; lines of other streams may stand between. */
  last: number;
  time: number;
  phase: Phase;
  stream: LogLine['stream'];
  /** It continues a piece that is not held, so that it may yet be joined to a row above. */
  continues: boolean;
  /** As the job wrote it, escape sequences and all: never fit to show. At most `maxRowCharacters`. */
  raw: string;
}

/** Lines that are not there. */
export interface LogGap {
  kind: 'gap';
  key: string;
  /** The `seq` of the first of them. */
  from: number;
  count: number;
  /** The log on disk does not have them either. */
  lost: boolean;
}

/** What a log view shows, one a row. */
export type LogEntry = LogText | LogGap | { kind: 'phase'; key: string; phase: Phase };

/** Characters of one row: what continues it then begins a row of its own. */
export const maxRowCharacters = 2 * maxLineBytes;

interface Reach {
  /** Lines before it are skipped. */
  from: number;
  /** The one after the last line. */
  to: number;
  /** Whether what is missing in between is lost. */
  lost: boolean;
}

/** Lines in order of `seq` as rows, and gaps in the place of those that are missing. */
export function* entriesOf(lines: Iterable<LogLine>, { from, to, lost }: Reach): Generator<LogEntry> {
  let next = from;
  for (const line of lines) {
    if (line.seq < next || line.seq >= to) continue;
    if (line.seq > next) yield gapOf(next, line.seq, lost);
    yield rowOf(line);
    next = line.seq + 1;
  }
  if (next < to) yield gapOf(next, to, lost);
}

/** The lists as one: rows joined to the one they continue, gaps that meet made one, a heading where a phase begins. */
export function joinEntries(...lists: Iterable<LogEntry>[]): LogEntry[] {
  const all: LogEntry[] = [];
  /** Where the newest row of each stream stands; a piece behind a gap continues a row that nobody has. */
  const newest = new Map<LogLine['stream'], number>();
  let phase: Phase | null = null;

  const addRow = (row: LogText): void => {
    const at = row.continues ? newest.get(row.stream) : undefined;
    const before = at === undefined ? undefined : all[at];
    if (at !== undefined && before?.kind === 'line' && before.phase === row.phase) {
      if (row.last <= before.last) return;
      const joined = joinRows(before, row);
      if (joined !== null) {
        all[at] = joined;
        return;
      }
    }
    if (row.phase !== phase) all.push({ kind: 'phase', key: `phase-${row.seq}`, phase: row.phase });
    phase = row.phase;
    newest.set(row.stream, all.length);
    all.push(row);
  };

  const addGap = (gap: LogGap): void => {
    const before = all.at(-1);
    newest.clear();
    if (before?.kind === 'gap' && before.lost === gap.lost) {
      all[all.length - 1] = gapOf(before.from, gap.from + gap.count, gap.lost);
    } else {
      all.push(gap);
    }
  };

  for (const list of lists) {
    for (const entry of list) {
      if (entry.kind === 'line') addRow(entry);
      else if (entry.kind === 'gap') addGap(entry);
      else if (entry.phase !== phase) {
        all.push(entry);
        phase = entry.phase;
      }
    }
  }
  return all;
}

function rowOf({ seq, time, phase, stream, text, continues }: LogLine): LogText {
  return { kind: 'line', key: `line-${seq}`, seq, last: seq, time, phase, stream, continues, raw: text };
}

const gapOf = (from: number, to: number, lost: boolean): LogGap => ({
  kind: 'gap',
  key: `gap-${from}`,
  from,
  count: to - from,
  lost,
});

/** Null if there would be too much of it. */
function joinRows(before: LogText, after: LogText): LogText | null {
  let raw = before.raw + after.raw;
  if (raw.length > maxRowCharacters) {
    // What a carriage return that long ago went back over has been overwritten since.
    const overwritten = raw.indexOf('\r', raw.length - maxRowCharacters / 2);
    if (overwritten === -1) return null;
    raw = raw.slice(overwritten);
  }
  return { ...before, last: after.last, raw };
}
