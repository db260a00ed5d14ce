import { describe, expect, it } from 'vitest';
import type { KeptItem } from '../../../shared/storage.ts';
import { type Arrangement, arranged, orderAfter, selectedOf, totalsOf, withRange } from './kept-list.ts';

const anItem = (id: string, change: Partial<KeptItem> = {}): KeptItem => ({
  id,
  kind: 'model',
  title: id,
  bytes: 1,
  createdAt: 0,
  lastUsedAt: 0,
  heldBy: [],
  uses: 1,
  usedBy: [],
  ...change,
});

const small = anItem('small', { title: 'acme/model-10', bytes: 10, lastUsedAt: 300 });
const large = anItem('large', { title: 'Acme/model-9', bytes: 500, lastUsedAt: 100 });
const packages = anItem('packages', { kind: 'environment', title: 'torch, numpy', bytes: 50, lastUsedAt: 200 });
const held = anItem('held', { kind: 'dataset', title: 'zoo/pictures', bytes: 20, heldBy: ['0'.repeat(20)] });
const all = [small, large, packages, held];

const idsOf = (change: Partial<Arrangement>) =>
  arranged(all, { kind: 'all', search: '', order: { key: 'size', reversed: false }, ...change }).map(({ id }) => id);

describe('arranged', () => {
  it('has the largest, the last used or the first name on top, or the other way round', () => {
    expect(idsOf({})).toEqual(['large', 'packages', 'held', 'small']);
    expect(idsOf({ order: { key: 'size', reversed: true } })).toEqual(['small', 'held', 'packages', 'large']);
    expect(idsOf({ order: { key: 'used', reversed: false } })).toEqual(['small', 'packages', 'large', 'held']);
    // Numbers count as numbers, and capitals as small letters.
    expect(idsOf({ order: { key: 'name', reversed: false } })).toEqual(['large', 'small', 'packages', 'held']);
  });

  it('keeps equal ones in their places, whatever order they come in', () => {
    const twins = [anItem('b'), anItem('a')];
    const order = { key: 'size', reversed: true } as const;
    expect(arranged(twins, { kind: 'all', search: '', order }).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('shows one kind, and what has every word of the search', () => {
    expect(idsOf({ kind: 'model' })).toEqual(['large', 'small']);
    expect(idsOf({ search: ' ACME 10 ' })).toEqual(['small']);
    expect(idsOf({ kind: 'dataset', search: 'acme' })).toEqual([]);
  });
});

describe('orderAfter', () => {
  it('turns round the heading that is clicked again, and starts another the usual way', () => {
    expect(orderAfter({ key: 'size', reversed: false }, 'size')).toEqual({ key: 'size', reversed: true });
    expect(orderAfter({ key: 'size', reversed: true }, 'size')).toEqual({ key: 'size', reversed: false });
    expect(orderAfter({ key: 'size', reversed: true }, 'name')).toEqual({ key: 'name', reversed: false });
  });
});

describe('selecting', () => {
  it('leaves out what is not shown and what a job has come to use since', () => {
    expect(selectedOf([small, held], new Set(['small', 'large', 'held']))).toEqual([small]);
  });

  it('takes a range in either direction, without what is in use', () => {
    expect([...withRange(new Set(['small']), all, 3, 1, true)]).toEqual(['small', 'large', 'packages']);
    expect([...withRange(new Set(['small', 'large', 'packages']), all, 0, 1, false)]).toEqual(['packages']);
  });
});

describe('totalsOf', () => {
  it('adds up each kind that is there, in one order', () => {
    expect(totalsOf(all)).toEqual([
      { kind: 'environment', count: 1, bytes: 50 },
      { kind: 'model', count: 2, bytes: 510 },
      { kind: 'dataset', count: 1, bytes: 20 },
    ]);
  });
});
