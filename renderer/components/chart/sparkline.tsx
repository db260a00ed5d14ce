import { memo } from 'react';
import { cx } from '../cx.ts';
import type { ChartColour } from './model.ts';
import { sparkPaths } from './spark-path.ts';

const inks: Readonly<Record<ChartColour, string>> = {
  use: 'text-chart-use',
  memory: 'text-chart-memory',
  power: 'text-chart-power',
  heat: 'text-chart-heat',
  clock: 'text-chart-clock',
  flow: 'text-chart-flow',
};

interface SparklineProps {
  /** Evenly spaced in time; null is a gap. */
  values: readonly (number | null)[];
  colour: ChartColour;
  min: number;
  max: number;
  /** Gives it its height; it takes the width there is. */
  className?: string;
}

const box = { width: 100, height: 24 } as const;

/**
 * A line in the space of a word. It says nothing to screen readers: the value it belongs to stands beside it as text.
 * Drawn as SVG, so it follows size, theme and pixel density without any work of its own.
 */
export const Sparkline = memo(function Sparkline({ values, colour, min, max, className }: SparklineProps) {
  const { line, area } = sparkPaths(values, { ...box, min, max });
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      className={cx('block h-6 w-full overflow-visible', inks[colour], className)}
    >
      <path d={area} fill="currentColor" opacity={0.14} />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
});
