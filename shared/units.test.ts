import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration } from './units.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 KiB'],
    [1_536, '1.5 KiB'],
    [102_400, '100 KiB'],
    [1_048_576, '1.0 MiB'],
    [1_073_741_824, '1.0 GiB'],
    [1_099_511_627_776, '1.0 TiB'],
    [5_000 * 1_099_511_627_776, '5000 TiB'],
  ])('%d is %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  it.each([1024, 1024 ** 2, 1024 ** 3, 1024 ** 4])('never shows 1024 of a unit: just below %d', (unit) => {
    expect(formatBytes(unit - 1)).not.toMatch(/^1024 /);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [-5, '0.0 s'],
    [449, '0.4 s'],
    [9_940, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [7_440_000, '2 h 04 min'],
    [86_340_000, '23 h 59 min'],
    [86_400_000, '1 d 0 h'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms is %s', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});
