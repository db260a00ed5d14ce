import { expect, it } from 'vitest';
import { cursorAfter, nearest } from './cursor.ts';

it('finds the nearest time', () => {
  const times = [10, 20, 40];
  expect([0, 14, 16, 29, 31, 99].map((time) => nearest(times, time))).toEqual([0, 0, 1, 1, 2, 2]);
  expect(nearest([], 5)).toBeNull();
});

it('starts at the newest reading and moves within the chart', () => {
  expect(cursorAfter('ArrowLeft', null, 100)).toBe(99);
  expect(cursorAfter('ArrowLeft', 99, 100)).toBe(98);
  expect(cursorAfter('ArrowRight', 99, 100)).toBe(99);
  expect(cursorAfter('PageDown', 50, 100)).toBe(40);
  expect(cursorAfter('PageUp', 50, 100)).toBe(60);
  expect(cursorAfter('Home', 50, 100)).toBe(0);
  expect(cursorAfter('ArrowLeft', 0, 100)).toBe(0);
  expect(cursorAfter('a', 50, 100)).toBeNull();
  expect(cursorAfter('Home', null, 0)).toBeNull();
});
