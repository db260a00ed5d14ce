import { describe, expect, it } from 'vitest';
import { createWords } from '../../language/words.ts';
import { formatTick, formatValue, isolated, momentIn, roundUp, timeLabels, timeTicks, yEnds } from './axis.ts';

const words = createWords('en');
const german = createWords('de');
const at = (text: string) => new Date(`2026-11-03T${text}`).getTime();
const labels = (from: string, to: string, width: number) =>
  timeLabels(timeTicks({ from: at(from), to: at(to) }, width), words);

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
    const ticks = timeTicks({ from, to: from + 3 * 86_400_000 }, 400);
    expect(timeLabels(ticks, words)).toEqual(['3 Nov', '4 Nov', '5 Nov', '6 Nov']);
    expect(timeLabels(ticks, german)).toEqual(['3. Nov.', '4. Nov.', '5. Nov.', '6. Nov.']);
  });

  it('tells seconds at the cursor of a short chart, and the day in a long one', () => {
    const [from, to] = [at('13:00:00'), at('14:05:09')];
    expect(momentIn({ from, to }, at('14:05:07'), words)).toBe('14:05:07');
    expect(momentIn({ from: from - 86_400_000, to }, from - 86_400_000, words)).toMatch(/^2 Nov,? 13:00$/);
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
    expect([0, 0.25, 12, 11.99, 2500, 10_000, 12_500].map((value) => formatTick(value, 'en'))).toEqual([
      '0',
      '0.25',
      '12',
      '12',
      '2500',
      '10k',
      '12.5k',
    ]);
    expect([0.25, 2500, 12_500].map((value) => formatTick(value, 'de'))).toEqual(['0,25', '2500', '12,5k']);
  });
});

it('writes values with unit and digits, and a dash for none', () => {
  expect(formatValue(10_501, { unit: 'MHz' }, 'en')).toBe('10,501 MHz');
  expect(formatValue(12, { unit: 'GiB', digits: 1 }, 'en')).toBe('12.0 GiB');
  expect(formatValue(3, { unit: '' }, 'en')).toBe('3');
  expect(formatValue(10_501.25, { unit: 'W', digits: 1 }, 'de')).toBe('10.501,3 W');
  expect(formatValue(null, { unit: '%' }, 'en')).toBe('–');
});

it('finds the readings that no line reaches', () => {
  expect(isolated([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
  expect(isolated([null, 1, 2, null])).toEqual([]);
});
