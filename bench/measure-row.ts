import { type Goal, judge } from './goal.ts';
import { alternate, type Sides } from './measure.ts';
import type { Row, SuiteOptions } from './suite.ts';

/** Measures one row of a suite; `goal` is for the ratio. */
export type MeasureRow = (row: string, unit: string, sides: Sides, goal: Goal | null) => Promise<Row>;

/** Measures the rows of a suite with so many pairs each, and tells how far it is. */
export function createMeasureRow(suite: string, { pairs, tell }: Pick<SuiteOptions, 'pairs' | 'tell'>): MeasureRow {
  return async (row, unit, sides, goal) => {
    tell(row);
    const figures = await alternate(sides, { pairs, tell: (text) => tell(`  ${text}`) });
    const judged = goal ? judge(goal, figures.ratio) : { goal: null, holds: null };
    return { suite, row, unit, ...figures, ...judged, n: pairs };
  };
}
