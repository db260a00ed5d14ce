import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { lineHeight } from './log-line.tsx';
import { type LogRow, rowOfLine } from './log-text.ts';

/** A line to bring into view; another object is another wish. */
export interface LogTarget {
  seq: number;
  /** Which of two rows that the line may have gone into is meant. */
  isLikely: Parameters<typeof rowOfLine>[2];
  /** In the middle of the view, or only into it. */
  align: 'center' | 'auto';
}

interface ScrollOptions {
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly LogRow[];
  following: boolean;
  target: LogTarget | null;
  /** Whether the target's line can be among the rows yet. */
  targetIsHeld: boolean;
  /** Changes with whatever makes rows higher or lower. */
  layout: string;
  /** The person has scrolled. */
  onScroll: (place: ScrollPlace) => void;
}

/** What the person has come to by scrolling. */
export interface ScrollPlace {
  atEnd: boolean;
  nearStart: boolean;
  nearEnd: boolean;
  /** Rows in view. */
  inView: readonly LogRow[];
}

/** Milliseconds after a key, a wheel or a pointer in which scrolling is the person's doing. */
const userScroll = 400;

/** How near an end is near enough to load what lies beyond. */
const near = 40 * lineHeight;

/** Keeps the log where the person wants it: at its end, at a line, or where it was read when rows come in above. */
export function useLogScroll(options: ScrollOptions) {
  const { scroller, rows, following, target, targetIsHeld, layout, onScroll } = options;
  const lastInput = useRef(Number.NEGATIVE_INFINITY);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const height = virtualizer.getTotalSize();
  const top = virtualizer.scrollOffset ?? 0;
  const inView = items.filter((item) => item.end > top && item.start < top + (virtualizer.scrollRect?.height ?? 0));

  useLayoutEffect(() => virtualizer.measure(), [layout]);

  // What comes in above must not move the lines that are being read.
  const reading = useRef<{ key: string; below: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    const place = reading.current;
    if (following || element === null || place === null) return;
    const index = rows.findIndex((row) => row.key === place.key);
    const item = virtualizer.measurementsCache[index];
    if (item !== undefined) element.scrollTop = item.start - place.below;
  }, [rows]);
  useLayoutEffect(() => {
    reading.current = null;
    for (const item of inView) {
      const row = rows[item.index];
      if (row?.kind !== 'line') continue;
      reading.current = { key: row.key, below: item.start - top };
      break;
    }
  });

  const shown = useRef<LogTarget | null>(null);
  useLayoutEffect(() => {
    if (target === null || target === shown.current || !targetIsHeld) return;
    shown.current = target;
    const index = rowOfLine(rows, target.seq, target.isLikely);
    virtualizer.scrollToIndex(Math.max(0, index), { align: target.align });
  }, [target, targetIsHeld, rows]);

  useLayoutEffect(() => {
    if (following && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [following, rows, height, layout]);

  const noteInput = () => {
    lastInput.current = performance.now();
  };

  return {
    virtualizer,
    items,
    height,
    /** The first line in view. */
    topLine: inView.map((item) => rows[item.index]).find((row) => row?.kind === 'line'),
    /** To be called for what the person does that may scroll. */
    noteInput,
    onScroll() {
      const element = scroller.current;
      if (!element || performance.now() - lastInput.current > userScroll) return;
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      onScroll({
        atEnd: below < lineHeight,
        nearStart: element.scrollTop < near,
        nearEnd: below < near,
        inView: inView.flatMap((item) => rows[item.index] ?? []),
      });
    },
  };
}

/** Selecting text in an element calls `onSelect`: rows that move away would take the selection with them. */
export function useTextSelected(element: RefObject<HTMLElement | null>, onSelect: () => void): void {
  useEffect(() => {
    const onSelection = () => {
      if (selectedIn(element.current) !== null) onSelect();
    };
    document.addEventListener('selectionchange', onSelection);
    return () => document.removeEventListener('selectionchange', onSelection);
  }, [element, onSelect]);
}

/** The text that is selected in an element, if any. */
export function selectedIn(element: HTMLElement | null): string | null {
  const selection = document.getSelection();
  if (!selection?.anchorNode || selection.isCollapsed || !element?.contains(selection.anchorNode)) return null;
  return selection.toString();
}
