import { useLayoutEffect, useRef } from 'react';

interface Place {
  /** Null for no entry: `fallback` it is. */
  index: number | null;
  /** `data-control` of the button that is to get the keyboard; another of the entry where it has none. */
  control: string;
}

/**
 * Keeps the keyboard in a list when what has it goes, such as the entry that is removed: it goes to the entry that is in
 * its place then, and to `fallback` where there is none. The entries are the children of `list`.
 * @param shown what the list shows; it is looked at whenever this changes
 */
export function useKeptFocus<L extends HTMLElement, F extends HTMLElement>(shown: unknown) {
  const list = useRef<L>(null);
  const fallback = useRef<F>(null);
  const place = useRef<Place | null>(null);

  useLayoutEffect(() => {
    const wanted = place.current;
    place.current = null;
    if (wanted === null || document.activeElement !== document.body) return;
    const entries = list.current?.children;
    const entry = wanted.index === null ? null : entries?.[Math.min(wanted.index, entries.length - 1)];
    const button =
      entry?.querySelector<HTMLElement>(`[data-control="${wanted.control}"]:not(:disabled)`) ??
      entry?.querySelector<HTMLElement>('button:not(:disabled)');
    (button ?? fallback.current)?.focus();
  }, [shown]);

  return {
    list,
    fallback,
    /** What has the keyboard is about to go; null takes it back. */
    leave: (next: Place | null) => {
      place.current = next;
    },
  };
}
