import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { cx } from '../../components/cx.ts';
import { idAt } from '../../stores/job-list.ts';
import { useStores } from '../../stores/stores.ts';
import { columns, JobRow, rowHeight } from './job-row.tsx';
import { rowAfter } from './row-after.ts';

export function JobTable({ total }: { total: number }) {
  const { jobs, view } = useStores();
  const list = useStore(jobs, (state) => state.list);
  const row = Math.min(
    useStore(view, (state) => state.jobsRow),
    Math.max(0, total - 1),
  );
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef(view.getState().returning ? row : null);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
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

  // Also when the list changed: its pages may have been dropped.
  useEffect(() => jobs.show(first, last), [jobs, first, last, list]);

  // Only the first list after a job's view: a search that begins later keeps the keyboard.
  useEffect(() => view.setState({ returning: false }), [view]);

  useLayoutEffect(() => {
    if (wanted.current === null) return;
    // A row whose page is still on its way gets the keyboard when it comes.
    const button = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (!button) return;
    button.focus({ preventScroll: true });
    wanted.current = null;
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const focused = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
    if (focused === undefined) return;
    const step = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const to = rowAfter(event.key, Number(focused), total, step);
    if (to === null) return;
    event.preventDefault();
    wanted.current = to;
    virtualizer.scrollToIndex(to);
    view.setState({ jobsRow: to });
  };

  return (
    <>
      <div
        aria-hidden
        className={cx(
          columns,
          'h-8 shrink-0 overflow-hidden border-line border-b text-2xs text-ink-3 [scrollbar-gutter:stable]',
        )}
      >
        <span className="pl-7.5">Job</span>
        <span>State</span>
        <span className="text-right">GPUs</span>
        <span className="text-right">Elapsed</span>
        <span className="hidden text-right xl:block">Created</span>
        <span />
      </div>
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]"
        onScroll={(event) => view.setState({ jobsScroll: event.currentTarget.scrollTop })}
      >
        <ul
          aria-label="Jobs"
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={onKeyDown}
          onFocus={(event) => {
            const index = event.target.dataset.row;
            if (index !== undefined) view.setState({ jobsRow: Number(index) });
          }}
        >
          {items.map((item) => (
            <JobRow
              key={item.key}
              id={idAt(list, item.index)}
              index={item.index}
              total={total}
              top={item.start}
              reachable={item.index === row}
            />
          ))}
        </ul>
      </div>
    </>
  );
}
