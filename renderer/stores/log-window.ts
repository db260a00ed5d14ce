import { type LogBatch, type LogLine, type LogSnapshot, logPageLines, logWindowLines } from '../../shared/logs.ts';
import { entriesOf, joinEntries, type LogEntry, type LogGap } from './log-rows.ts';

export interface LogWindow {
  entries: readonly LogEntry[];
  /** Rows with text among the entries. */
  lines: number;
  /** Characters of all of them. */
  characters: number;
  /** Lines before the first one held. */
  earlier: number;
  /** The `seq` that the next line has if nothing is left out. */
  next: number;
  total: number;
  bytes: number;
  droppedBytes: number;
}

/** Hostile jobs print long lines: the window is bounded by characters too. */
export const logWindowCharacters = 4_000_000;

export const emptyLogWindow: LogWindow = {
  entries: [],
  lines: 0,
  characters: 0,
  earlier: 0,
  next: 0,
  total: 0,
  bytes: 0,
  droppedBytes: 0,
};

export function openLogWindow(snapshot: LogSnapshot): LogWindow {
  const first = snapshot.lines[0]?.seq ?? snapshot.total;
  return append({ ...emptyLogWindow, earlier: first, next: first }, snapshot);
}

/** Adds a batch; lines that are there already are skipped, missing ones leave a gap entry, old ones fall out. */
export function append(window: LogWindow, batch: LogSnapshot | LogBatch): LogWindow {
  const next = Math.max(window.next, (batch.lines.at(-1)?.seq ?? -1) + 1);
  const total = Math.max(window.total, batch.total, next);
  const { bytes, droppedBytes } = batch;
  const known = { ...window, total, bytes, droppedBytes };
  if (next === window.next) return known;
  const added = entriesOf(batch.lines, { from: window.next, to: next, lost: false });
  return withNewest({ ...known, next }, joinEntries(window.entries, added));
}

/** Lines that came too fast to be sent, between the first line held and the newest. */
export function missingLines({ entries, next, total }: LogWindow): number {
  let missing = total - next;
  for (const entry of entries) if (entry.kind === 'gap' && !entry.lost) missing += entry.count;
  return missing;
}

/** Whether lines between those held and those of the batch were left out. */
export function leavesGap(window: LogWindow, batch: LogBatch): boolean {
  const first = batch.lines.find((line) => line.seq >= window.next)?.seq ?? batch.total;
  return first > window.next;
}

/** Closes the gaps that a snapshot can close. Lines that are there already stay the same entries. */
export function fill(window: LogWindow, snapshot: LogSnapshot): LogWindow {
  const filled = fillWith(window, snapshot.lines);
  return append(withNewest(filled, filled.entries), {
    lines: snapshot.lines,
    total: Math.max(window.total, snapshot.total),
    bytes: Math.max(window.bytes, snapshot.bytes),
    droppedBytes: Math.max(window.droppedBytes, snapshot.droppedBytes),
  });
}

/** The same for a window that stands still: it neither grows nor loses a line. */
export function fillWithin(window: LogWindow, snapshot: LogSnapshot): LogWindow {
  const filled = fillWith(window, snapshot.lines);
  return isTooMuch(filled) ? window : filled;
}

/** Part of a log as read from disk: lines `from` to `to`, without the last; what is missing in `lines` is lost. */
export interface LogPart {
  lines: readonly LogLine[];
  from: number;
  to: number;
}

/** A window on another part of the same log. */
export function windowOn(window: LogWindow, part: LogPart): LogWindow {
  const entries = joinEntries(entriesOf(part.lines, { ...part, lost: true }));
  return withOldest({ ...window, earlier: part.from, next: part.to }, entries);
}

/** Puts a part before the window; what does not fit any more falls out at its end. */
export function prepend(window: LogWindow, { lines, from }: LogPart): LogWindow {
  const added = entriesOf(lines, { from, to: window.earlier, lost: true });
  return withOldest({ ...window, earlier: from }, joinEntries(added, window.entries));
}

/** Puts a part behind the window; what does not fit any more falls out at its start. */
export function extend(window: LogWindow, { lines, to }: LogPart): LogWindow {
  const added = entriesOf(lines, { from: window.next, to, lost: true });
  const total = Math.max(window.total, to);
  return withNewest({ ...window, next: to, total }, joinEntries(window.entries, added));
}

/** Puts a page of the newest lines behind the window; between them, lines that are nowhere are lost. */
export function extendTo(window: LogWindow, newest: LogWindow): LogWindow {
  const start = Math.max(window.next, newest.earlier);
  const next = Math.min(newest.next, start + logPageLines);
  const lost = entriesOf([], { from: window.next, to: start, lost: true });
  const rows = new Map(newest.entries.map((entry) => [entry.key, entry]));
  const held = window.entries.map((entry) => {
    const same = rows.get(entry.key);
    // A row that went on after the window stood still.
    return entry.kind === 'line' && same?.kind === 'line' && same.last > entry.last ? same : entry;
  });
  const added = newest.entries.filter((entry) => {
    return entry.kind !== 'phase' && seqOf(entry) >= window.next && seqOf(entry) < next;
  });
  return withNewest({ ...window, next, total: Math.max(window.total, next) }, joinEntries(held, lost, added));
}

/** Puts a part in the place of a gap; what does not fit any more falls out at the end that is further away. */
export function fillGap(window: LogWindow, part: LogPart): LogWindow {
  const at = window.entries.findIndex((entry) => entry.kind === 'gap' && isWithin(part.from, entry));
  const gap = window.entries[at];
  if (gap?.kind !== 'gap') return window;
  const to = Math.min(part.to, gap.from + gap.count);
  const entries = joinEntries(
    window.entries.slice(0, at),
    entriesOf([], { from: gap.from, to: part.from, lost: gap.lost }),
    entriesOf(part.lines, { from: part.from, to, lost: true }),
    entriesOf([], { from: to, to: gap.from + gap.count, lost: gap.lost }),
    window.entries.slice(at + 1),
  );
  return at < window.entries.length / 2 ? withOldest(window, entries) : withNewest(window, entries);
}

/** Whether the window shows what there is of a line: the line itself, or that it is lost. */
export function covers(window: LogWindow, seq: number): boolean {
  if (seq < window.earlier || seq >= window.next) return false;
  return !window.entries.some((entry) => entry.kind === 'gap' && !entry.lost && isWithin(seq, entry));
}

const isWithin = (seq: number, gap: LogGap) => seq >= gap.from && seq < gap.from + gap.count;

/** The window with its gaps filled as far as the lines go. */
function fillWith(window: LogWindow, lines: readonly LogLine[]): LogWindow {
  const first = lines[0]?.seq ?? Number.POSITIVE_INFINITY;
  const last = lines.at(-1)?.seq ?? -1;
  const parts = window.entries.map((entry) => {
    if (entry.kind !== 'gap' || first >= entry.from + entry.count || last < entry.from) return [entry];
    return entriesOf(lines, { from: entry.from, to: entry.from + entry.count, lost: entry.lost });
  });
  return measured(window, joinEntries(...parts));
}

const seqOf = (entry: Exclude<LogEntry, { kind: 'phase' }>) => (entry.kind === 'gap' ? entry.from : entry.seq);

function measured(window: LogWindow, entries: readonly LogEntry[]): LogWindow {
  let lines = 0;
  let characters = 0;
  for (const entry of entries) {
    if (entry.kind !== 'line') continue;
    lines += 1;
    characters += entry.raw.length;
  }
  return { ...window, entries, lines, characters };
}

const isTooMuch = ({ lines, characters }: Pick<LogWindow, 'lines' | 'characters'>) =>
  lines > logWindowLines || characters > logWindowCharacters;

function withNewest(window: LogWindow, entries: readonly LogEntry[]): LogWindow {
  const whole = measured(window, entries);
  if (!isTooMuch(whole)) return whole;
  let { lines, characters } = whole;
  let drop = 0;
  for (const entry of entries) {
    // What stands before the first line that stays says nothing any more: `earlier` counts it.
    if (entry.kind === 'line') {
      if (lines === 1 || !isTooMuch({ lines, characters })) {
        return { ...whole, entries: entries.slice(drop), lines, characters, earlier: entry.seq };
      }
      lines -= 1;
      characters -= entry.raw.length;
    }
    drop += 1;
  }
  return whole;
}

function withOldest(window: LogWindow, entries: readonly LogEntry[]): LogWindow {
  const whole = measured(window, entries);
  let { lines, characters, next } = whole;
  let keep = entries.length;
  while (isTooMuch({ lines, characters }) && lines > 1) {
    keep -= 1;
    const entry = entries[keep];
    if (entry === undefined) break;
    if (entry.kind === 'line') {
      lines -= 1;
      characters -= entry.raw.length;
    }
    if (entry.kind !== 'phase') next = seqOf(entry);
  }
  // A heading says nothing without the lines below it.
  if (entries[keep - 1]?.kind === 'phase') keep -= 1;
  return keep === entries.length ? whole : { ...whole, entries: entries.slice(0, keep), lines, characters, next };
}
