import type { Phase } from '../../shared/errors.ts';
import { type LogBatch, type LogLine, type LogSnapshot, logWindowLines } from '../../shared/logs.ts';
import { plainLine } from '../../shared/text.ts';

export interface LogText {
  kind: 'line';
  key: string;
  seq: number;
  time: number;
  phase: Phase;
  stream: LogLine['stream'];
  /** Fit to show: no escape sequences, no control characters. */
  text: string;
}

/** What a log view shows, one a row. */
export type LogEntry =
  | LogText
  | { kind: 'gap'; key: string; count: number }
  | { kind: 'phase'; key: string; phase: Phase };

export interface LogWindow {
  entries: readonly LogEntry[];
  /** Lines among the entries. */
  lines: number;
  /** Characters of all lines among the entries. */
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
  const added: LogEntry[] = [];
  let { next, lines, characters } = window;
  let phase = lastPhase(window.entries);
  for (const line of batch.lines) {
    if (line.seq < next) continue;
    if (line.seq > next) added.push({ kind: 'gap', key: `gap-${next}`, count: line.seq - next });
    if (line.phase !== phase) {
      added.push({ kind: 'phase', key: `phase-${line.seq}`, phase: line.phase });
      phase = line.phase;
    }
    const text = plainLine(line.text);
    const { seq, time, stream } = line;
    added.push({ kind: 'line', key: `line-${seq}`, seq, time, phase: line.phase, stream, text });
    next = line.seq + 1;
    lines += 1;
    characters += text.length;
  }
  const { bytes, droppedBytes } = batch;
  const total = Math.max(window.total, batch.total, next);
  if (added.length === 0) return { ...window, total, bytes, droppedBytes };
  return trim({
    ...window,
    entries: [...window.entries, ...added],
    lines,
    characters,
    next,
    total,
    bytes,
    droppedBytes,
  });
}

/** Lines that came too fast to be sent, between the first line held and the newest. */
export const missingLines = ({ total, earlier, lines }: LogWindow) => total - earlier - lines;

/** Whether lines between those held and those of the batch were left out. */
export function leavesGap(window: LogWindow, batch: LogBatch): boolean {
  const first = batch.lines.find((line) => line.seq >= window.next)?.seq ?? batch.total;
  return first > window.next;
}

/** Closes the gaps that a snapshot can close. Lines that are there already stay the same entries. */
export function fill(window: LogWindow, snapshot: LogSnapshot): LogWindow {
  const held = new Map<number, LogText>();
  for (const entry of window.entries) if (entry.kind === 'line') held.set(entry.seq, entry);
  const lines = [...held.values(), ...snapshot.lines.filter((line) => !held.has(line.seq))];
  const filled = openLogWindow({
    lines: lines.toSorted((one, other) => one.seq - other.seq),
    total: Math.max(window.total, snapshot.total),
    bytes: Math.max(window.bytes, snapshot.bytes),
    droppedBytes: Math.max(window.droppedBytes, snapshot.droppedBytes),
  });
  const entries = filled.entries.map((entry) => (entry.kind === 'line' ? (held.get(entry.seq) ?? entry) : entry));
  return { ...filled, entries };
}

/** The same for a window that stands still: it neither grows nor loses a line. */
export function fillWithin(window: LogWindow, snapshot: LogSnapshot): LogWindow {
  const within = snapshot.lines.filter((line) => line.seq >= window.earlier && line.seq < window.next);
  const { total, bytes, droppedBytes } = window;
  const filled = fill(window, { lines: within, total, bytes, droppedBytes });
  return filled.earlier === window.earlier ? filled : window;
}

function lastPhase(entries: readonly LogEntry[]): Phase | null {
  const last = entries.at(-1);
  return last === undefined || last.kind === 'gap' ? null : last.phase;
}

function trim(window: LogWindow): LogWindow {
  let { lines, characters, earlier } = window;
  if (lines <= logWindowLines && characters <= logWindowCharacters) return window;
  let drop = 0;
  for (const entry of window.entries) {
    const full = lines > logWindowLines || characters > logWindowCharacters;
    // What stands before the first line that stays says nothing any more: `earlier` counts it.
    if (entry.kind === 'line') {
      if (!full || lines === 1) {
        earlier = entry.seq;
        break;
      }
      lines -= 1;
      characters -= entry.text.length;
    }
    drop += 1;
  }
  return { ...window, entries: window.entries.slice(drop), lines, characters, earlier };
}
