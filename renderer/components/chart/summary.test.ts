import { expect, it } from 'vitest';
import { createWords } from '../../language/words.ts';
import type { ChartSeries } from './model.ts';
import { describeChart, extentOf, gapsIn } from './summary.ts';

const words = createWords('en');
const line = (values: (number | null)[], name = 'Power'): ChartSeries => ({ name, colour: 'power', unit: 'W', values });
const window = { from: new Date(2026, 10, 3, 14, 0, 0).getTime(), to: new Date(2026, 10, 3, 14, 1, 0).getTime() };

it('finds the extent of what was read', () => {
  expect(extentOf([null, 4, 2, null, 6, null])).toEqual({ least: 2, most: 6, mean: 4, last: 6 });
  expect(extentOf([null])).toBeNull();
});

it('counts the gaps between readings, and not the time before the first and after the last', () => {
  expect(gapsIn([null, 1, null, null, 2, 3, null, 4, null])).toBe(2);
  expect(gapsIn([null, null])).toBe(0);
});

it('says in sentences what a chart shows', () => {
  const limit = { value: 450, label: 'Limit 450 W' };
  expect(describeChart({ label: 'Power', window, series: [line([100, null, 300])], limit }, words)).toBe(
    'Power, 14:00:00 to 14:01:00: last 300 W, lowest 100 W, highest 300 W, mean 200 W, 1 gap without readings. Limit 450 W.',
  );
  expect(
    describeChart({ label: 'Power', window, series: [line([1], 'CPU'), line([null], 'GPU')], limit: null }, words),
  ).toBe('Power, 14:00:00 to 14:01:00: CPU: last 1 W, lowest 1 W, highest 1 W, mean 1 W. GPU: no readings.');
  expect(
    describeChart({ label: 'Leistung', window, series: [line([1.5, null, 2])], limit: null }, createWords('de')),
  ).toBe(
    'Leistung, 14:00:00 bis 14:01:00: zuletzt 2 W, niedrigster Wert 2 W, höchster Wert 2 W, Mittel 2 W, 1 Lücke ohne Messwerte.',
  );
});
