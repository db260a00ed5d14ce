import { createStore, type StoreApi } from 'zustand/vanilla';

/** The moment that is being read, milliseconds since the epoch; null while none is. Charts that share it read together. */
export type ChartCursor = StoreApi<{ time: number | null }>;

export const createChartCursor = (): ChartCursor => createStore(() => ({ time: null }));

/** Index of the time nearest to `time` in ascending `times`; null where there are none. */
export function nearest(times: ArrayLike<number>, time: number): number | null {
  if (times.length === 0) return null;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const after = times[low] ?? 0;
  const before = times[low - 1] ?? Number.NEGATIVE_INFINITY;
  return time - before < after - time ? low - 1 : low;
}

/** Where a key moves the cursor from index `from` (null: it is not there yet) among `count`; null for other keys. */
export function cursorAfter(key: string, from: number | null, count: number): number | null {
  const last = count - 1;
  const start = from ?? last;
  const leap = Math.max(1, Math.round(count / 10));
  const moves: Readonly<Record<string, number>> = {
    // The first press shows where the cursor is; the next ones move it.
    ArrowLeft: from === null ? last : start - 1,
    ArrowRight: from === null ? last : start + 1,
    PageUp: start + leap,
    PageDown: start - leap,
    Home: 0,
    End: last,
  };
  const to = moves[key];
  return to === undefined || count === 0 ? null : Math.min(last, Math.max(0, to));
}
