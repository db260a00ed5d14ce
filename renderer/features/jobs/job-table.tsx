import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { rowAfter } from '../../components/row-after.ts';
import { idAt } from '../../stores/job-list.ts';
import { countPicked, isPicked } from '../../stores/job-selection.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { JobRow, rowHeight } from './job-row.tsx';
import { headHeight, JobTableHead } from './job-table-head.tsx';

export function JobTable({ total }: { total: number }) {
  const { deletions, jobs, toasts, view } = useStores();
  const words = useWords();
  const list = useStore(jobs, (state) => state.list);
  const pick = useStore(jobs, (state) => state.pick);
  const choosing = countPicked(pick, total) > 0;
  const row = Math.min(
    useStore(view, (state) => state.jobsRow),
    Math.max(0, total - 1),
  );
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef(view.getState().returning ? row : null);
  /** A row has the keyboard. */
  const entered = useRef(false);
  const moved = useRef(list.moved);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 6,
    initialOffset: () => view.getState().jobsScroll,
    getItemKey: (index) => idAt(list, index) ?? index,
    // The reachable row stays there while it is out of view, so that it keeps the keyboard.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), row])].filter((index) => index < total).sort((a, b) => a - b),
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const { range } = virtualizer;
  const first = range?.startIndex ?? 0;
  const last = range?.endIndex ?? 0;

  useLayoutEffect(() => {
    // Jobs came in above: what is in view stays where it is.
    const by = list.moved - moved.current;
    moved.current = list.moved;
    if (by === 0) return;
    scroller.current?.scrollBy(0, by * rowHeight);
    view.setState({ jobsRow: Math.max(0, view.getState().jobsRow + by) });
  }, [list.moved, view]);

  const order = useStore(jobs, (state) => state.sort);
  const shownOrder = useRef(order);
  useLayoutEffect(() => {
    // Another order starts from its top; the heading keeps the keyboard.
    if (shownOrder.current !== order) scroller.current?.scrollTo(0, 0);
    shownOrder.current = order;
  }, [order]);

  // Also when the list changed: its pages may have been dropped.
  useEffect(() => jobs.show(first, last), [jobs, first, last, list]);

  // Only the first list after a job's view: a search that begins later keeps the keyboard.
  useEffect(() => view.setState({ returning: false }), [view]);

  useLayoutEffect(() => {
    // The row that had the keyboard is gone: the one in its place gets it.
    if (entered.current && document.activeElement === document.body) wanted.current ??= row;
    if (wanted.current === null) return;
    // A row whose page is still on its way gets the keyboard when it comes.
    const button = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] [data-control="open"]`);
    if (!button) return;
    button.focus({ preventScroll: true });
    wanted.current = null;
  });

  const go = (to: number) => {
    wanted.current = to;
    virtualizer.scrollToIndex(to);
    view.setState({ jobsRow: to });
  };

  const command = (event: KeyboardEvent, from: number): boolean => {
    const inCommand = event.ctrlKey || event.metaKey;
    const onRow = event.target instanceof HTMLElement && event.target.dataset.control === 'open';
    if (inCommand && event.key === 'a') jobs.chooseAll();
    else if (inCommand && event.key === 'z') return toasts.getState().takeLast();
    else if (inCommand) return false;
    else if (event.key === 'Escape' && choosing) jobs.chooseNone();
    else if (event.key === ' ' && onRow)
      jobs.choose(from, event.shiftKey || !jobs.isChosen(from), event.shiftKey).catch(fail);
    else if (event.key === 'Delete') deleteFrom(from);
    else return false;
    return true;
  };

  const { fail } = toasts.getState();

  /** The chosen jobs, or the one whose row has the keyboard. */
  const deleteFrom = (from: number) => {
    const id = jobs.idOf(from);
    if (choosing) deletions.request(jobs.selection()).catch(fail);
    else if (id !== undefined) deletions.request({ kind: 'some', ids: [id] }).catch(fail);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const index =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;
    const from = index === undefined ? row : Number(index);
    if (command(event, from)) {
      event.preventDefault();
      return;
    }
    const step = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
    const to = index === undefined || event.ctrlKey || event.metaKey ? null : rowAfter(event.key, from, total, step);
    if (to === null) return;
    event.preventDefault();
    go(to);
    if (event.shiftKey) jobs.choose(to, true, true).catch(fail);
  };

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 scroll-pt-8 overflow-y-auto bg-surface [scrollbar-gutter:stable]"
      onScroll={(event) => view.setState({ jobsScroll: event.currentTarget.scrollTop })}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows are chosen, and moved between by keyboard
        role="grid"
        aria-label={words.t('jobs.title')}
        aria-rowcount={total + 1}
        aria-multiselectable
        className="block"
        onKeyDown={onKeyDown}
        onFocus={({ target }) => {
          const index = target.closest<HTMLElement>('[data-row]')?.dataset.row;
          entered.current = index !== undefined;
          if (index !== undefined) view.setState({ jobsRow: Number(index) });
        }}
        onBlur={({ relatedTarget }) => {
          // A row that is taken away is blurred as well, and goes nowhere.
          if (relatedTarget !== null) entered.current = false;
        }}
      >
        <JobTableHead total={total} />
        <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const id = idAt(list, item.index);
            return (
              <JobRow
                key={item.key}
                id={id}
                index={item.index}
                top={item.start - headHeight}
                reachable={item.index === row}
                chosen={id !== undefined && isPicked(pick, id)}
                choosing={choosing}
                words={words}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
