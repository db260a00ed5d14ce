import { describe, expect, it } from 'vitest';
import { layOutBands } from './band-layout.ts';
import type { ChartBand } from './model.ts';

const band = (id: string, from: number, to: number | null): ChartBand => ({ id, name: id, from, to, tone: 'past' });
const window = { from: 1000, to: 2000 };
const placed = (...bands: ChartBand[]) =>
  layOutBands(bands, window, 0.02).map(({ bands: all, left, width, lane }) => ({
    ids: all.map(({ id }) => id).join(' '),
    left: Number(left.toFixed(3)),
    width: Number(width.toFixed(3)),
    lane,
  }));

describe('layOutBands', () => {
  it('places bands by their time and cuts them at the window', () => {
    expect(placed(band('a', 500, 1100), band('b', 1200, 1500), band('c', 1900, null))).toEqual([
      { ids: 'a', left: 0, width: 0.1, lane: 0 },
      { ids: 'b', left: 0.2, width: 0.3, lane: 0 },
      { ids: 'c', left: 0.9, width: 0.1, lane: 0 },
    ]);
  });

  it('leaves out what is outside the window', () => {
    expect(placed(band('before', 0, 999), band('after', 2001, null))).toEqual([]);
  });

  it('puts bands at the same time in different lanes, and a later one back in the first', () => {
    expect(
      placed(band('a', 1000, 1500), band('b', 1400, 1700), band('c', 1500, 1900)).map(({ ids, lane }) => ids + lane),
    ).toEqual(['a0', 'c0', 'b1']);
  });

  it('keeps a short one wide enough to hit, within the window', () => {
    expect(placed(band('a', 1500, 1501), band('b', 1999, 2000))).toEqual([
      { ids: 'a', left: 0.5, width: 0.02, lane: 0 },
      { ids: 'b', left: 0.98, width: 0.02, lane: 0 },
    ]);
  });

  it('gathers short ones that would cover each other, and loses none of many', () => {
    expect(placed(band('a', 1500, 1502), band('b', 1503, 1505), band('c', 1530, 1531))).toEqual([
      { ids: 'a b', left: 0.5, width: 0.02, lane: 0 },
      { ids: 'c', left: 0.53, width: 0.02, lane: 0 },
    ]);
    const many = Array.from({ length: 500 }, (_, index) => band(String(index), 1000 + 2 * index, 1001 + 2 * index));
    const slots = layOutBands(many, window, 0.02);
    expect(slots.flatMap(({ bands }) => bands)).toHaveLength(500);
    expect(slots.length).toBeLessThanOrEqual(50);
    for (const [index, slot] of slots.entries()) {
      const before = slots[index - 1];
      if (before) expect(slot.left).toBeGreaterThanOrEqual(before.left + before.width - 1e-9);
    }
  });

  it('makes room at the end of the window for what has just begun', () => {
    expect(placed(band('a', 1000, 1990), band('b', 1995, null))).toEqual([
      { ids: 'a', left: 0, width: 0.98, lane: 0 },
      { ids: 'b', left: 0.98, width: 0.02, lane: 0 },
    ]);
  });

  it('lets a long one start after the short one before it', () => {
    expect(placed(band('short', 1500, 1501), band('long', 1502, 1900))).toEqual([
      { ids: 'short', left: 0.5, width: 0.02, lane: 0 },
      { ids: 'long', left: 0.52, width: 0.38, lane: 0 },
    ]);
  });
});
