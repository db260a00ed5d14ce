import type { LogRow } from './log-text.ts';

/** Whole lines, by their numbers from 0: from where the selection began to where it was last moved. */
export interface LineSelection {
  anchor: number;
  head: number;
}

export const rangeOf = ({ anchor, head }: LineSelection): { from: number; to: number } => ({
  from: Math.min(anchor, head),
  to: Math.max(anchor, head),
});

/** A line alone, or all from where the selection began up to it. */
export const lineSelected = (before: LineSelection | null, seq: number, extend: boolean): LineSelection =>
  extend && before ? { ...before, head: seq } : { anchor: seq, head: seq };

/** One line more or less, of those that are shown; `first` begins it. */
export function selectionMoved(
  before: LineSelection | null,
  by: 1 | -1,
  rows: readonly LogRow[],
  first: number,
): LineSelection {
  if (before === null) return { anchor: first, head: first };
  const lines = rows.flatMap((row) => (row.kind === 'line' ? [row.seq] : []));
  const next = by === 1 ? lines.find((seq) => seq > before.head) : lines.findLast((seq) => seq < before.head);
  return next === undefined ? before : { ...before, head: next };
}
