import type { Row } from './suite.ts';

/** What a figure should be at most or at least. */
export interface Goal {
  sign: '≤' | '≥';
  limit: number;
}

/** A row's goal in words, and whether the figure meets it. */
export function judge({ sign, limit }: Goal, figure: number): Pick<Row, 'goal' | 'holds'> {
  return { goal: `${sign} ${limit}`, holds: sign === '≤' ? figure <= limit : figure >= limit };
}
