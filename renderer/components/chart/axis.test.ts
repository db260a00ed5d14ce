import { describe, expect, it } from 'vitest';
import { formatTick, formatValue, isolated, momentIn, roundUp, timeLabels, timeTicks, yEnds } from './axis.ts';

const at = (text: string) => new Date(`2026-11-03T${text}`).getTime();
const labels = (from: string, to: string, width: number) =>
  timeLabels(timeTicks({ from: at(from), to: at(to) }, width));

describe('the time axis', () => {
  it('names round local times, with seconds only where they differ', () => {
    expect(labels('14:00:07', '14:01:07', 510)).toEqual([
      '14:00:10',
      '14:00:20',
      '14:00:30',
      '14:00:40',
      '14:00:50',
      '14:01:00',
    ]);
    expect(labels('14:00:07', '14:10:07', 500)).toEqual(['14:02', '14:04', '14:06', '14:08', '14:10']);
  });

  it('names fewer where there is less room', () => {
    expect(labels('14:00:07', '14:10:07', 200)).toEqual(['14:05', '14:10']);
    expect(labels('14:00:07', '14:10:07', 10)).toHaveLength(1);
  });

  it('starts hours of a day at midnight of the wall clock', () => {
    expect(labels('00:00:00', '23:59:59', 400)).toEqual(['00:00', '06:00', '12:00', '18:00']);
  });

  it('names days where ticks are a day apart', () => {
    const from = at('00:00:00');
    expect(timeLabels(timeTicks({ from, to: from + 3 * 86_400_000 }, 400))).toEqual([
      '3 Nov',
      '4 Nov',
      '5 Nov',
      '6 Nov',
    ]);
  });

  it('tells seconds at the cursor of a short chart, and the day in a long one', () => {
    const [from, to] = [at('13:00:00'), at('14:05:09')];
    expect(momentIn({ from, to }, at('14:05:07'))).toBe('14:05:07');
    expect(momentIn({ from: from - 86_400_000, to }, from - 86_400_000)).toMatch(/^2 Nov,? 13:00$/);
  });
});

describe('the y-axis', () => {
  const values = (...all: (number | null)[]) => [{ values: all }];

  it('ends at a round number above every value and the limit, so that half of it is round too', () => {
    expect([0, 0.3, 1, 1.01, 3, 450, 459, 8001].map(roundUp)).toEqual([1, 0.4, 1, 2, 4, 500, 500, 10_000]);
    expect(yEnds({ kind: 'auto' }, values(null, 120), { value: 450, label: '' })).toEqual([0, 500]);
    expect(yEnds({ kind: 'auto' }, values(null, 620), { value: 450, label: '' })).toEqual([0, 800]);
    expect(yEnds({ kind: 'auto' }, values(null), null)).toEqual([0, 1]);
  });

  it('stays as given where it is fixed', () => {
    expect(yEnds({ kind: 'fixed', min: 0, max: 100 }, values(130), null)).toEqual([0, 100]);
  });

  it('writes its numbers short', () => {
    expect([0, 0.25, 12, 11.99, 2500, 10_000, 12_500].map(formatTick)).toEqual([
      '0',
      '0.25',
      '12',
      '12',
      '2500',
      '10k',
      '12.5k',
    ]);
  });
});

it('writes values with unit and digits, and a dash for none', () => {
  expect(formatValue(10_501, { unit: 'MHz' })).toBe('10,501 MHz');
  expect(formatValue(12, { unit: 'GiB', digits: 1 })).toBe('12.0 GiB');
  expect(formatValue(3, { unit: '' })).toBe('3');
  expect(formatValue(null, { unit: '%' })).toBe('–');
});

it('finds the readings that no line reaches', () => {
  expect(isolated([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
  expect(isolated([null, 1, 2, null])).toEqual([]);
});
