import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { rowAfter } from './row-after.ts';

interface RovingRowsOptions {
  count: number;
  /** Pixels. */
  rowHeight: number;
  /** Of a head that stays in view above the rows, in pixels. */
  headHeight: number;
  keyOf: (index: number) => string;
}

const placeOf = (target: EventTarget): { row: number; control: string } | null => {
  if (!(target instanceof HTMLElement)) return null;
  const index = target.closest<HTMLElement>('[data-row]')?.dataset.row;
  return index === undefined ? null : { row: Number(index), control: target.dataset.control ?? '' };
};

/**
 * Rows of which only those in view exist, and only one is reached by Tab; arrow keys, Page Up, Page Down, Home and End
 * move on from it. A row carries its index in `data-row`, what can have the keyboard in it its name in `data-control`.
 */
export function useRovingRows({ count, rowHeight, headHeight, keyOf }: RovingRowsOptions) {
  const scroller = useRef<HTMLDivElement>(null);
  const [last, setLast] = useState(0);
  const row = Math.min(last, Math.max(0, count - 1));
  /** The control that is to get the keyboard when the reachable row is there. */
  const wanted = useRef<string | null>(null);
  /** The control of a row that has the keyboard. */
  const current = useRef<string | null>(null);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 8,
    getItemKey: keyOf,
    // The reachable row stays there while it is out of view, so that it keeps the keyboard.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), row])].filter((index) => index < count).sort((a, b) => a - b),
    useFlushSync: false,
  });

  useLayoutEffect(() => {
    // The row that had the keyboard is gone: the one in its place gets it.
    if (document.activeElement === document.body) wanted.current ??= current.current;
    if (wanted.current === null) return;
    const element = scroller.current?.querySelector(`[data-row="${row}"]`);
    if (!element) return;
    const same = element.querySelector<HTMLElement>(`[data-control="${wanted.current}"]:not(:disabled)`);
    (same ?? element.querySelector<HTMLElement>('[data-control]:not(:disabled)'))?.focus({ preventScroll: true });
    wanted.current = null;
  });

  const handlers = {
    onKeyDown(event: KeyboardEvent) {
      const from = placeOf(event.target);
      if (from === null) return;
      const step = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
      const to = rowAfter(event.key, from.row, count, step);
      if (to === null) return;
      event.preventDefault();
      wanted.current = from.control;
      virtualizer.scrollToIndex(to);
      setLast(to);
    },
    onFocus(event: FocusEvent) {
      const place = placeOf(event.target);
      current.current = place?.control ?? null;
      if (place !== null) setLast(place.row);
    },
    onBlur() {
      current.current = null;
    },
  };

  return { scroller, virtualizer, row, handlers };
}
