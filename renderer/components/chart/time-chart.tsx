import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../stores/stores.ts';
import { cx } from '../cx.ts';
import { formatValue, momentIn } from './axis.ts';
import { ChartRow } from './chart-row.tsx';
import { type ChartCursor, createChartCursor, cursorAfter, nearest } from './cursor.ts';
import type { ChartBand, ChartColour, ChartLimit, ChartRange, ChartSeries, ChartWindow } from './model.ts';
import { createPlot, type Plot } from './plot.ts';
import { describeChart, extentOf } from './summary.ts';

const none: readonly ChartBand[] = [];

export interface TimeChartProps {
  /** What is measured. */
  label: string;
  /** Milliseconds since the epoch, ascending; where nothing was read for a while, with nulls in the series. */
  times: readonly number[];
  window: ChartWindow;
  /** One to four lines. */
  series: readonly ChartSeries[];
  range: ChartRange;
  limit?: ChartLimit | null;
  /** Tinted behind the lines; `BandLanes` shows them by name. */
  bands?: readonly ChartBand[];
  /** Pixels. */
  height: number;
  /** Whether times are named below; of charts below one another, only the last needs it. */
  axis?: boolean;
  /** Shared by charts that are read together. */
  cursor?: ChartCursor;
}

/**
 * A time series: lines, gaps as gaps, and a crosshair, moved by the mouse or by the arrow keys, at which the values are
 * told beside the chart and to screen readers. Pass the same arrays as long as nothing changed: it is drawn only then.
 */
export const TimeChart = memo(function TimeChart({
  label,
  times,
  window,
  series,
  range,
  limit = null,
  bands = none,
  height,
  axis = true,
  cursor: shared,
}: TimeChartProps) {
  const [own] = useState(createChartCursor);
  const cursor = shared ?? own;
  const words = useWords();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const content = useMemo(
    () => ({ times, window, series, range, limit, bands }),
    [times, window, series, range, limit, bands],
  );

  useEffect(() => {
    if (host.current === null) return;
    const made = createPlot({ host: host.current, height, axis, cursor, words });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [height, axis, cursor, words]);

  // A plot that was made anew has to be told once more.
  useEffect(() => plot.current?.show(content), [content, height, axis, cursor, words]);

  return (
    <ChartRow
      as="figure"
      heading={<Legend label={label} times={times} window={window} series={series} limit={limit} cursor={cursor} />}
    >
      <div className="relative" style={{ height }}>
        <div
          ref={host}
          role="img"
          aria-label={describeChart({ label, window, series, limit }, words)}
          className="absolute inset-0"
        />
        <CursorKeys label={label} times={times} window={window} series={series} cursor={cursor} />
      </div>
    </ChartRow>
  );
});

type ReadProps = Pick<TimeChartProps, 'label' | 'times' | 'window' | 'series'> & { cursor: ChartCursor };

const swatches: Readonly<Record<ChartColour, string>> = {
  use: 'bg-chart-use',
  memory: 'bg-chart-memory',
  power: 'bg-chart-power',
  heat: 'bg-chart-heat',
  clock: 'bg-chart-clock',
  flow: 'bg-chart-flow',
};

/** Names the lines; with each its value at the cursor, else its highest. */
function Legend({ label, times, window, series, limit, cursor }: ReadProps & { limit: ChartLimit | null }) {
  const words = useWords();
  const time = useStore(cursor, (state) => state.time);
  const index = time === null ? null : nearest(times, time);
  const alone = series.length === 1;
  return (
    <figcaption className="flex min-w-0 flex-wrap items-baseline gap-x-3 text-xs @2xl:flex-col @2xl:flex-nowrap @2xl:pt-1">
      <span className="flex max-w-full items-baseline gap-1.5 font-medium">
        {alone && <Swatch colour={series[0]?.colour} />}
        <span className="truncate">{label}</span>
      </span>
      {series.map((line) => (
        <span key={line.name} className="flex max-w-full items-baseline gap-1.5 whitespace-nowrap text-ink-2">
          {!alone && (
            <>
              <Swatch colour={line.colour} />
              <span className="text-ink-3">{line.name}</span>
            </>
          )}
          <span>
            {formatValue(index === null ? extentOf(line.values)?.most : line.values[index], line, words.language)}
          </span>
        </span>
      ))}
      <span className="whitespace-nowrap text-2xs text-ink-3">
        {index === null
          ? words.t('app.chart.highest')
          : words.t('app.chart.at', { moment: momentIn(window, times[index] ?? 0, words) })}
      </span>
      {limit && (
        <span className="flex max-w-full items-baseline gap-1.5 whitespace-nowrap text-2xs text-ink-3">
          <span aria-hidden className="relative -top-1 w-3 shrink-0 border-bad-ink border-t border-dashed" />
          <span className="truncate">{limit.label}</span>
        </span>
      )}
    </figcaption>
  );
}

function Swatch({ colour }: { colour: ChartColour | undefined }) {
  return <span aria-hidden className={cx('size-2 shrink-0 rounded-[2px]', swatches[colour ?? 'use'])} />;
}

/** Reads the chart by keyboard. Lies over the plot and lets the mouse through. */
function CursorKeys({ label, times, window, series, cursor }: ReadProps) {
  const words = useWords();
  const time = useStore(cursor, (state) => state.time);
  const index = time === null ? null : nearest(times, time);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && time !== null) {
      event.preventDefault();
      cursor.setState({ time: null });
      return;
    }
    const next = cursorAfter(event.key, index, times.length);
    if (next === null) return;
    event.preventDefault();
    cursor.setState({ time: times[next] ?? null });
  };
  const values = (at: number) =>
    series
      .map((line) => {
        const value = line.values[at];
        const said =
          value === null || value === undefined
            ? words.t('app.chart.noReading')
            : formatValue(value, line, words.language);
        return series.length === 1 ? said : `${line.name} ${said}`;
      })
      .join(', ');
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={words.t('app.chart.read', { label })}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, times.length - 1)}
      aria-valuenow={index ?? Math.max(0, times.length - 1)}
      aria-valuetext={
        index === null
          ? words.t('app.chart.howToRead')
          : `${momentIn(window, times[index] ?? 0, words)}: ${values(index)}`
      }
      onKeyDown={onKeyDown}
      onBlur={() => cursor.setState({ time: null })}
      className="pointer-events-none absolute inset-0 rounded-sm"
    />
  );
}
