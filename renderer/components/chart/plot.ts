import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Words } from '../../language/words.ts';
import { formatTick, isolated, timeLabels, timeTicks, yEnds } from './axis.ts';
import { type ChartColours, onThemeChange, readColours } from './colours.ts';
import { type ChartCursor, nearest } from './cursor.ts';
import {
  type ChartBand,
  type ChartLimit,
  type ChartRange,
  type ChartSeries,
  type ChartWindow,
  plotInset,
} from './model.ts';

/** What a plot shows at one moment. */
export interface PlotContent {
  /** Milliseconds since the epoch, ascending. */
  times: readonly number[];
  window: ChartWindow;
  series: readonly ChartSeries[];
  range: ChartRange;
  limit: ChartLimit | null;
  bands: readonly ChartBand[];
}

interface PlotOptions {
  host: HTMLElement;
  /** Pixels, with the names of times where there are any. */
  height: number;
  /** Whether times are named below. */
  axis: boolean;
  cursor: ChartCursor;
  /** Axes are labelled in its language. */
  words: Words;
}

export interface Plot {
  /** Shows this from the next frame on in which the plot can be seen. */
  show(content: PlotContent): void;
  destroy(): void;
}

/** Pixels above the plot (half a label) and for the names of times below it. */
const topInset = 7;
const timesHeight = 22;
const labelSize = 11;

/** Draws a time series into `host` and follows its size, the theme, the pixel density and the shared cursor. */
export function createPlot({ host, height, axis, cursor, words }: PlotOptions): Plot {
  const font = `${labelSize}px ${getComputedStyle(host).fontFamily}`;
  let colours = readColours(host);
  let content: PlotContent | null = null;
  let plot: uPlot | null = null;
  let frame: number | null = null;
  let inView = true;
  let stale = false;
  let hovered = false;

  const line = (index: number) => colours.line[content?.series[index - 1]?.colour ?? 'use'];
  const area = (index: number) => colours.area[content?.series[index - 1]?.colour ?? 'use'];

  /** Puts the crosshair where the shared cursor is, unless the mouse on this plot is what moves it. */
  const follow = () => {
    if (hovered || plot === null || content === null) return;
    const { time } = cursor.getState();
    const index = time === null ? null : nearest(content.times, time);
    const left = index === null ? -10 : plot.valToPos(content.times[index] ?? 0, 'x');
    plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false);
  };

  const build = (first: PlotContent): uPlot => {
    const alone = first.series.length === 1;
    const made = new uPlot(
      {
        width: Math.max(1, host.clientWidth),
        height,
        ms: 1,
        legend: { show: false },
        padding: [topInset, plotInset.right, axis ? 0 : topInset, 0],
        scales: {
          x: { time: false, range: () => [content?.window.from ?? 0, content?.window.to ?? 1] },
          y: { range: () => (content === null ? [0, 1] : yEnds(content.range, content.series, content.limit)) },
        },
        cursor: {
          y: false,
          drag: { x: false, y: false, setScale: false },
          points: { size: 7, width: 2, stroke: (_, index) => line(index), fill: () => colours.surface },
        },
        series: [
          {},
          ...first.series.map((_, index) => ({
            stroke: () => line(index + 1),
            // Areas of several lines would cover one another.
            ...(alone && { fill: () => area(index + 1) }),
            width: 1.5,
            points: {
              show: true,
              size: 3.5,
              width: 0,
              fill: () => line(index + 1),
              filter: (self: uPlot, series: number) => isolated(self.data[series] ?? []),
            },
          })),
        ],
        axes: [
          {
            // Without names too: the lines of charts below one another show that their times are the same.
            size: axis ? timesHeight : 0,
            gap: 5,
            font,
            stroke: () => colours.label,
            grid: { stroke: () => colours.grid, width: 1 },
            ticks: { show: false },
            splits: (self) => (content === null ? [] : timeTicks(content.window, self.bbox.width / uPlot.pxRatio)),
            values: (_, ticks) => (axis ? timeLabels(ticks, words) : ticks.map(() => null)),
          },
          {
            size: plotInset.left,
            gap: 6,
            font,
            stroke: () => colours.label,
            grid: { stroke: () => colours.grid, width: 1 },
            ticks: { show: false },
            splits: (_self, _axis, min, max) => [min, (min + max) / 2, max],
            values: (_, ticks) => ticks.map((tick) => formatTick(tick, words.language)),
          },
        ],
        hooks: {
          drawClear: [(self) => content && drawBands(self, content, colours)],
          draw: [(self) => content?.limit && drawLimit(self, content.limit, colours)],
          setCursor: [
            ({ cursor: { idx } }) => {
              if (hovered) cursor.setState({ time: content?.times[idx ?? -1] ?? null });
            },
          ],
        },
      },
      dataOf(first),
      host,
    );
    made.over.addEventListener('mouseenter', () => {
      hovered = true;
    });
    made.over.addEventListener('mouseleave', () => {
      hovered = false;
      cursor.setState({ time: null });
    });
    return made;
  };

  const draw = () => {
    frame = null;
    stale = !inView;
    if (stale || content === null) return;
    // The number of lines is fixed when a plot is built.
    if (plot === null || plot.series.length !== content.series.length + 1) {
      plot?.destroy();
      plot = build(content);
    } else {
      plot.setData(dataOf(content));
    }
    follow();
  };
  // A hidden window has no frames, so nothing is drawn in one.
  const request = () => {
    frame ??= requestAnimationFrame(draw);
  };

  const sizes = new ResizeObserver(() => {
    const width = host.clientWidth;
    if (plot !== null && width > 0 && width !== plot.width) plot.setSize({ width, height });
  });
  sizes.observe(host);
  const views = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? true;
    if (inView && stale) request();
  });
  views.observe(host);
  const stops = [
    cursor.subscribe(follow),
    onThemeChange(() => {
      colours = readColours(host);
      plot?.redraw(false);
    }),
  ];

  return {
    show(next) {
      content = next;
      request();
    },
    destroy() {
      if (frame !== null) cancelAnimationFrame(frame);
      for (const stop of stops) stop();
      sizes.disconnect();
      views.disconnect();
      plot?.destroy();
    },
  };
}

const dataOf = ({ times, series }: PlotContent): uPlot.AlignedData => [
  [...times],
  ...series.map(({ values }) => [...values]),
];

function drawBands(plot: uPlot, { bands, window }: PlotContent, colours: ChartColours) {
  const { ctx, bbox } = plot;
  const at = (time: number) => plot.valToPos(Math.min(window.to, Math.max(window.from, time)), 'x', true);
  ctx.save();
  for (const { from, to, tone } of bands) {
    if (from > window.to || (to ?? window.to) < window.from) continue;
    const left = at(from);
    ctx.fillStyle = colours.band[tone];
    ctx.fillRect(left, bbox.top, Math.max(uPlot.pxRatio, at(to ?? window.to) - left), bbox.height);
  }
  ctx.restore();
}

function drawLimit(plot: uPlot, limit: ChartLimit, colours: ChartColours) {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const y = Math.round(plot.valToPos(limit.value, 'y', true));
  ctx.save();
  ctx.strokeStyle = colours.limit;
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
