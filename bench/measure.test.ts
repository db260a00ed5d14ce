import { describe, expect, it } from 'vitest';
import { judge } from './goal.ts';
import { alternate, median } from './measure.ts';
import { createMeasureRow } from './measure-row.ts';
import { toJson, toTable } from './report.ts';
import type { Row } from './suite.ts';

describe('measuring', () => {
  it('takes the middle of an odd number of values and the mean of the two in the middle of an even one', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 1, 4])).toBe(6.5);
    expect(median([7])).toBe(7);
  });

  it('runs the sides in turn and leaves the warm-up out', async () => {
    const order: string[] = [];
    const side = (name: string, values: number[]) => async (pair: number) => {
      order.push(`${name}${pair}`);
      return values[pair] ?? Number.NaN;
    };
    const sides = { ours: side('a', [100, 3, 1, 2]), theirs: side('b', [100, 4, 5, 4]) };
    expect(await alternate(sides, { pairs: 3, tell: () => undefined })).toEqual({ ours: 2, theirs: 4, ratio: 0.5 });
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  });
});

describe('measuring a row', () => {
  const sides = { ours: async () => 3, theirs: async () => 4 };
  const measure = createMeasureRow('gateway', { pairs: 2, tell: () => undefined });

  it('judges the ratio by the goal', async () => {
    expect(await measure('setup', 's', sides, { sign: '≤', limit: 0.8 })).toEqual({
      ...{ suite: 'gateway', row: 'setup', ours: 3, theirs: 4, unit: 's', ratio: 0.75, goal: '≤ 0.8', holds: true },
      n: 2,
    });
  });

  it('judges nothing where there is no goal', async () => {
    expect(await measure('setup', 's', sides, null)).toMatchObject({ ratio: 0.75, goal: null, holds: null });
  });
});

describe('goals', () => {
  it('hold on their limit and on the right side of it', () => {
    const held = (sign: '≤' | '≥', figure: number) => judge({ sign, limit: 0.7 }, figure).holds;
    expect([held('≤', 0.6), held('≤', 0.7), held('≤', 0.71)]).toEqual([true, true, false]);
    expect([held('≥', 0.69), held('≥', 0.7), held('≥', 0.8)]).toEqual([false, true, true]);
    expect(judge({ sign: '≥', limit: 0.7 }, 1).goal).toBe('≥ 0.7');
  });
});

describe('reporting', () => {
  const row: Row = {
    suite: 'executor',
    row: 'memory',
    ours: 0.123456,
    theirs: null,
    unit: 'MiB',
    ratio: null,
    goal: null,
    holds: null,
    n: 5,
  };

  it('writes a row as one JSON line, with null where there is nothing', () => {
    expect(JSON.parse(toJson(row))).toEqual({ ...row, ours: 0.123 });
  });

  it('aligns columns and shows a goal that is missed', () => {
    const table = toTable([row, { ...row, row: 'two', theirs: 1234.5, ratio: 2, goal: '≤ 1.1', holds: false }]);
    expect(table.split('\n')).toEqual([
      'row      ours  theirs  unit  ratio   goal  holds  n',
      'memory  0.123       –  MiB       –      –      –  5',
      'two     0.123    1235  MiB       2  ≤ 1.1     NO  5',
    ]);
  });
});
