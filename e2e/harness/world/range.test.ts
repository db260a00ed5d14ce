import { expect, test } from 'vitest';
import { parseRange } from './range.ts';

test.each([
  ['bytes=0-', 10, { kind: 'part', start: 0, end: 10 }],
  ['bytes=4-6', 10, { kind: 'part', start: 4, end: 7 }],
  ['bytes=4-99', 10, { kind: 'part', start: 4, end: 10 }],
  ['bytes=-3', 10, { kind: 'part', start: 7, end: 10 }],
  ['bytes=-30', 10, { kind: 'part', start: 0, end: 10 }],
  ['bytes=10-', 10, { kind: 'unsatisfiable' }],
  ['bytes=0-', 0, { kind: 'unsatisfiable' }],
  ['bytes=-0', 10, { kind: 'unsatisfiable' }],
  ['bytes=6-4', 10, { kind: 'whole' }],
  ['bytes=0-1,3-4', 10, { kind: 'whole' }],
  ['lines=0-1', 10, { kind: 'whole' }],
  [undefined, 10, { kind: 'whole' }],
])('%s of %i bytes', (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected);
});
