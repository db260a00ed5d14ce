import { expect, test } from 'vitest';
import { lineSelected, rangeOf, selectionMoved } from './log-selection.ts';
import type { LogRow } from './log-text.ts';

const line = (seq: number): LogRow => ({
  kind: 'line',
  key: `${seq}`,
  seq,
  last: seq,
  stream: 'stdout',
  phase: 'executing',
  time: 0,
  continues: false,
  raw: '',
});
/** Line 2 is of a stream that is not shown. */
const rows: LogRow[] = [{ kind: 'earlier', key: 'earlier', count: 1 }, line(1), line(3), line(4)];

test('a line alone, then all up to another, either way', () => {
  const one = lineSelected(null, 3, true);
  expect(rangeOf(one)).toEqual({ from: 3, to: 3 });
  expect(rangeOf(lineSelected(one, 7, true))).toEqual({ from: 3, to: 7 });
  expect(rangeOf(lineSelected(lineSelected(one, 7, true), 1, true))).toEqual({ from: 1, to: 3 });
  expect(rangeOf(lineSelected(one, 7, false))).toEqual({ from: 7, to: 7 });
});

test('keys begin it at a line, and move its end over the lines that are shown', () => {
  const begun = selectionMoved(null, 1, rows, 1);
  expect(rangeOf(begun)).toEqual({ from: 1, to: 1 });
  const two = selectionMoved(begun, 1, rows, 1);
  expect(rangeOf(two)).toEqual({ from: 1, to: 3 });
  expect(selectionMoved(two, -1, rows, 1)).toEqual(begun);
  expect(selectionMoved(begun, -1, rows, 1)).toBe(begun);
  expect(rangeOf(selectionMoved(selectionMoved(two, 1, rows, 1), 1, rows, 1))).toEqual({ from: 1, to: 4 });
});
