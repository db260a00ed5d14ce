import { describe, expect, it } from 'vitest';
import { countPicked, everythingPicked, isPicked, nothingPicked, selectionOf, withPicked } from './job-selection.ts';

const match = { search: 'x', states: [] };

describe('a pick', () => {
  it('of some knows them by id, however many match', () => {
    const pick = withPicked(withPicked(nothingPicked, ['a', 'b', 'c'], true), ['b'], false);
    expect(['a', 'b', 'c', 'd'].map((id) => isPicked(pick, id))).toEqual([true, false, true, false]);
    expect(countPicked(pick, 100_000)).toBe(2);
    expect(selectionOf(pick, match)).toEqual({ kind: 'some', ids: ['a', 'c'] });
  });

  it('of all knows what was taken out, and takes it in again', () => {
    const pick = withPicked(withPicked(everythingPicked, ['a', 'b'], false), ['a'], true);
    expect(['a', 'b', 'other'].map((id) => isPicked(pick, id))).toEqual([true, false, true]);
    expect(countPicked(pick, 10)).toBe(9);
    expect(selectionOf(pick, match)).toEqual({ kind: 'matching', ...match, except: ['b'] });
  });

  it('is not changed by the next one', () => {
    withPicked(nothingPicked, ['a'], true);
    expect(countPicked(nothingPicked, 5)).toBe(0);
  });
});
