import { expect, it } from 'vitest';
import { sparkPaths, thinned } from './spark-path.ts';

const box = { width: 100, height: 20, min: 0, max: 100 };

it('draws a line over the width and the area below it', () => {
  expect(sparkPaths([0, 50, 100], box)).toEqual({ line: 'M0 20L50 10L100 0', area: 'M0 20L0 20L50 10L100 0L100 20Z' });
});

it('leaves gaps, and shows a lone reading', () => {
  expect(sparkPaths([0, 0, null, 100, null, 0, 0], { ...box, width: 60 }).line).toBe(
    'M0 20L10 20M30 0h0.01M50 20L60 20',
  );
});

it('stays within the box and draws nothing of nothing', () => {
  expect(sparkPaths([-5, 200], box).line).toBe('M0 20L100 0');
  expect(sparkPaths([null, null], box)).toEqual({ line: '', area: '' });
  expect(sparkPaths([], box)).toEqual({ line: '', area: '' });
});

it('thins a line by means that stay the same while it goes on', () => {
  const times = [2000, 3000, 4000, 5000, 6000, 7000];
  const values = [2, 4, null, 6, null, null];
  expect(thinned(times, values, 3)).toEqual([3, 6, null]);
  expect(thinned([...times.slice(1), 8000], [...values.slice(1), 8], 3)).toEqual([4, 6, null, 8]);
  expect(thinned(times, values, 6)).toBe(values);
});
