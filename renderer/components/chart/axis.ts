import type { Language } from '../../../shared/languages/language.ts';
import { formatGrouped, formatTrimmed } from '../../../shared/units.ts';
import { formatClock } from '../../clock-face.ts';
import type { Words } from '../../language/words.ts';
import type { ChartLimit, ChartRange, ChartSeries, ChartWindow } from './model.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const timeSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 30].map((count) => count * day),
];

/** Moments to name on an axis that shows `window` in `width` pixels: round in local time and at least `least` apart. */
export function timeTicks({ from, to }: ChartWindow, width: number, least = 84): number[] {
  const room = Math.max(1, Math.floor(width / least));
  const step = timeSteps.find((candidate) => (to - from) / candidate <= room) ?? 100 * day;
  // Whole hours and days of the wall clock, not of UTC.
  const offset = new Date(from).getTimezoneOffset() * minute;
  const ticks: number[] = [];
  for (let tick = Math.ceil((from - offset) / step) * step + offset; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

/** What stands at each tick: seconds only where ticks are closer than a minute, days where they are a day apart. */
export function timeLabels(ticks: readonly number[], { formatDay }: Pick<Words, 'formatDay'>): string[] {
  const [first = 0, next = first + minute] = ticks;
  if (next - first >= day) return ticks.map(formatDay);
  return ticks.map((tick) => formatClock(tick).slice(0, next - first < minute ? 8 : 5));
}

/** A moment as a chart of this width in time names it: `14:05:09`, or `23 Nov, 14:05` where seconds mean nothing. */
export function momentIn(
  { from, to }: ChartWindow,
  time: number,
  { formatMoment }: Pick<Words, 'formatMoment'>,
): string {
  return to - from <= 2 * hour ? formatClock(time) : formatMoment(time, to);
}

/** The round number at or above `value`: 1, 2, 4, 5 or 8 times a power of ten, so that its half is round too. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 4, 5, 8, 10].find((candidate) => value <= candidate * power * (1 + 1e-9)) ?? 10;
  return factor * power;
}

/** The lower and the upper end of the y-axis. */
export function yEnds(
  range: ChartRange,
  series: readonly Pick<ChartSeries, 'values'>[],
  limit: ChartLimit | null,
): [min: number, max: number] {
  if (range.kind === 'fixed') return [range.min, range.max];
  let most = limit?.value ?? 0;
  for (const { values } of series) {
    for (const value of values) if (value !== null && value > most) most = value;
  }
  return [0, roundUp(most)];
}

/** A value in few characters, with digits after the point only where it says something. */
export function formatTick(value: number, language: Language): string {
  if (value >= 10_000) return `${formatTrimmed(value / 1000, 1, language)}k`;
  return formatTrimmed(value, value < 10 ? 2 : 1, language);
}

/** `1,215 MHz`; a dash where there is no reading. */
export function formatValue(
  value: number | null | undefined,
  { unit, digits = 0 }: Pick<ChartSeries, 'unit' | 'digits'>,
  language: Language,
) {
  if (value === null || value === undefined) return '–';
  const number = formatGrouped(value, digits, language);
  return unit === '' ? number : `${number} ${unit}`;
}

/** Indices of readings with a gap on both sides: no line reaches them, so they are drawn as points. */
export function isolated(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  const missing = (index: number) => values[index] === null || values[index] === undefined;
  for (let index = 0; index < values.length; index += 1) {
    if (!missing(index) && missing(index - 1) && missing(index + 1)) found.push(index);
  }
  return found;
}
