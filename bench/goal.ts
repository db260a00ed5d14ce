import type { Row } from './suite.ts';

/** What a figure should be at most or at least. */
export interface Goal {
  sign: '≤' | '≥';
  limit: number;
}

/** A row's goal in words, and whether the figure meets it. */
export function judge(goal: Goal | null, figure: number): Pick<Row, 'goal' | 'holds'> {
  if (!goal) return { goal: null, holds: null };
  const { sign, limit } = goal;
  return { goal: `${sign} ${limit}`, holds: sign === '≤' ? figure <= limit : figure >= limit };
}
