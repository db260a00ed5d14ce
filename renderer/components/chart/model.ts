/** What a line measures; each has its colour in the tokens, so that the same thing looks the same in every view. */
export type ChartColour = 'use' | 'memory' | 'power' | 'heat' | 'clock' | 'flow';

export interface ChartSeries {
  name: string;
  colour: ChartColour;
  /** Stands behind each value; empty where the values have none. */
  unit: string;
  /** A value for each of the chart's times; null draws a gap. */
  values: readonly (number | null)[];
  /** Digits after the decimal point; none where it is left out. */
  digits?: 0 | 1 | 2;
}

/** The y-axis: as given, or from zero to a round number above all values and the limit. */
export type ChartRange = { kind: 'fixed'; min: number; max: number } | { kind: 'auto' };

/** A value not to be passed, drawn as a dashed line. */
export interface ChartLimit {
  value: number;
  label: string;
}

/** A stretch of time that something lasted. */
export interface ChartBand {
  id: string;
  /** Cleaned by the caller: it may be a stranger's. */
  name: string;
  /** Milliseconds since the epoch; `to` is null while it lasts. */
  from: number;
  to: number | null;
  /** `now` for what lasts or matters, `past` for what is over, `warn` for what should not be. */
  tone: 'now' | 'past' | 'warn';
}

/** The stretch of time that a chart shows, milliseconds since the epoch. */
export interface ChartWindow {
  from: number;
  to: number;
}

/** Pixels that every chart keeps free beside its plot, so that charts and bands below one another align. */
export const plotInset = { left: 44, right: 10 } as const;
