import type { Words } from '../../language/words.ts';
import { formatValue, momentIn } from './axis.ts';
import type { ChartLimit, ChartSeries, ChartWindow } from './model.ts';

export interface Extent {
  least: number;
  most: number;
  mean: number;
  last: number;
}

/** Least, most, mean and last of the readings; null where there are none. */
export function extentOf(values: readonly (number | null)[]): Extent | null {
  let count = 0;
  let sum = 0;
  const extent: Extent = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, mean: 0, last: 0 };
  for (const value of values) {
    if (value === null) continue;
    count += 1;
    sum += value;
    extent.least = Math.min(extent.least, value);
    extent.most = Math.max(extent.most, value);
    extent.last = value;
  }
  return count === 0 ? null : { ...extent, mean: sum / count };
}

/** Stretches without readings between readings. What lies before the first and after the last is no gap. */
export function gapsIn(values: readonly (number | null)[]): number {
  let gaps = 0;
  let open = false;
  let begun = false;
  for (const value of values) {
    if (value === null) open = begun;
    else {
      if (open) gaps += 1;
      open = false;
      begun = true;
    }
  }
  return gaps;
}

interface Described {
  label: string;
  window: ChartWindow;
  series: readonly ChartSeries[];
  limit: ChartLimit | null;
}

/** What a chart shows, in sentences, for those who do not see it. */
export function describeChart({ label, window, series, limit }: Described, words: Words): string {
  const { t, language } = words;
  const lines = series.map((line) => {
    const extent = extentOf(line.values);
    const name = series.length === 1 ? '' : `${line.name}: `;
    if (extent === null) return `${name}${t('app.chart.noReadings')}`;
    const say = (value: number) => formatValue(value, line, language);
    const said = t('app.chart.line', {
      last: say(extent.last),
      least: say(extent.least),
      most: say(extent.most),
      mean: say(extent.mean),
      gaps: gapsIn(line.values),
    });
    return `${name}${said}`;
  });
  const summary = t('app.chart.summary', {
    label,
    from: momentIn(window, window.from, words),
    to: momentIn(window, window.to, words),
  });
  return [summary, ...lines, ...(limit === null ? [] : [`${limit.label}.`])].join(' ');
}
