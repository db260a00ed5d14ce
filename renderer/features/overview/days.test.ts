import { afterEach, expect, test } from 'vitest';
import { dayStarts } from './days.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test('days begin at midnight of the calendar, also where clocks were changed in between', () => {
  process.env.TZ = 'Europe/Berlin';
  const starts = dayStarts(new Date(2026, 9, 27, 15, 30).getTime(), 7);
  expect(starts.map((start) => new Date(start).getDate())).toEqual([20, 21, 22, 23, 24, 25, 26, 27]);
  expect(starts.map((start) => new Date(start).getHours())).toEqual(Array(8).fill(0));
  // 25 October 2026 has 25 hours there.
  expect((starts[6] ?? 0) - (starts[5] ?? 0)).toBe(25 * 3_600_000);
});

test('the first moment of a day is its own', () => {
  const midnight = new Date(2026, 0, 1).getTime();
  expect(dayStarts(midnight, 0)).toEqual([midnight]);
  expect(dayStarts(midnight - 1, 0)).not.toEqual([midnight]);
});
