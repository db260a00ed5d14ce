import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine, Clock, Pause, Save, WrapText } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useStore } from 'zustand';
import { formatBytes } from '../../../shared/units.ts';
import { AsyncIconButton, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import type { LogWindow } from '../../stores/log-window.ts';
import { useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
import { LogLine, lineHeight } from './log-line.tsx';
import { createMatcher, type LogMatch, type LogRow } from './log-search.ts';
import { LogSearchBox } from './log-search-box.tsx';
import { rowsOf, textOf } from './log-text.ts';

interface LogPanelProps {
  jobId: string;
  /** The job still runs, so lines may come. */
  live: boolean;
}

interface LineRange {
  from: number;
  to: number;
}

/** A match that the person went to. */
interface Place {
  seq: number;
  start: number;
}

/** Room for line numbers from the start, so that the text does not move while they grow. */
const leastDigits = 4;

/** Milliseconds after a key, a wheel or a pointer in which scrolling is the person's doing. */
const userScroll = 400;

export function LogPanel({ jobId, live }: LogPanelProps) {
  const stores = useStores();
  const newest = useStore(stores.log, (state) => state.window);
  const status = useStore(stores.log, (state) => state.status);
  const paused = useStore(stores.log, (state) => state.paused);
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState(false);
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState<Place | null>(null);
  const [range, setRange] = useState<LineRange | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const lastInput = useRef(0);

  const following = paused === null;
  const shown = paused ?? newest;
  const rows = useMemo(() => rowsOf(shown), [shown]);
  const matcher = useMemo(() => createMatcher(query), [query]);
  const matches = useMemo(() => matcher.matches(rows), [matcher, rows]);
  const at = useMemo(() => indexOfPlace(matches, rows, place), [matches, rows, place]);
  const current: LogMatch | undefined = matches[at];
  const unseen = newest.total - shown.total;
  const digits = Math.max(leastDigits, String(shown.total).length);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    useFlushSync: false,
  });
  const height = virtualizer.getTotalSize();

  const { pause, follow } = stores.log;

  // Scrolled to its end when it comes up again, so it follows.
  useEffect(() => follow, [follow]);

  useLayoutEffect(() => virtualizer.measure(), [wrap, times]);

  // What fills a gap above must not move the lines that are being read.
  const reading = useRef<{ seq: number; below: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    const place = reading.current;
    if (following || element === null || place === null) return;
    const index = rows.findIndex((row) => row.kind === 'line' && row.seq === place.seq);
    const item = virtualizer.measurementsCache[index];
    if (item !== undefined) element.scrollTop = item.start - place.below;
  }, [rows]);
  useLayoutEffect(() => {
    const top = virtualizer.scrollOffset ?? 0;
    reading.current = null;
    for (const item of virtualizer.getVirtualItems()) {
      const row = rows[item.index];
      if (item.end <= top || row?.kind !== 'line') continue;
      reading.current = { seq: row.seq, below: item.start - top };
      break;
    }
  });

  useLayoutEffect(() => {
    if (following && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [following, rows, height, wrap]);

  // Selecting text stops the following: rows that move away would take the selection with them.
  useEffect(() => {
    const onSelection = () => {
      const selection = document.getSelection();
      const within = selection?.anchorNode && scroller.current?.contains(selection.anchorNode);
      if (within && !selection.isCollapsed) pause();
    };
    document.addEventListener('selectionchange', onSelection);
    return () => document.removeEventListener('selectionchange', onSelection);
  }, [pause]);

  const noteInput = () => {
    lastInput.current = performance.now();
  };

  const onScroll = () => {
    const element = scroller.current;
    if (!element || performance.now() - lastInput.current > userScroll) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight;
    if (atEnd) follow();
    else pause();
  };

  const goTo = (index: number) => {
    const match = matches[index];
    if (match === undefined) return;
    const row = rows[match.row];
    if (row?.kind !== 'line') return;
    pause();
    setPlace({ seq: row.seq, start: match.start });
    virtualizer.scrollToIndex(match.row, { align: 'center' });
  };

  const search = (text: string) => {
    setQuery(text);
    setPlace(null);
    const first = createMatcher(text).matches(rows)[0];
    if (first === undefined) return;
    pause();
    virtualizer.scrollToIndex(first.row, { align: 'center' });
  };

  const copied = () => {
    const selection = document.getSelection();
    const within = selection?.anchorNode && scroller.current?.contains(selection.anchorNode);
    if (!range && within && !selection.isCollapsed) return selection.toString();
    return textOf(rows, { times, range, saved: shown.droppedBytes === 0 });
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="toolbar" aria-label="Log" className="flex h-11 shrink-0 items-center gap-1 px-5">
        <LogSearchBox
          query={query}
          place={current === undefined ? 0 : at + 1}
          count={matches.length}
          onSearch={search}
          onMove={(by) => goTo((at + by + matches.length) % matches.length)}
        />
        <p className="ml-2 min-w-0 truncate text-ink-3 text-xs" data-testid="log-size">
          {plural(newest.total, 'line')} · {formatBytes(newest.bytes)}
          {newest.droppedBytes > 0 && (
            <span className="text-warn-ink"> · {formatBytes(newest.droppedBytes)} over the log limit not kept</span>
          )}
        </p>
        <div className="ml-auto flex shrink-0 items-center gap-1">
          {live && (
            <IconButton
              icon={following ? Pause : ArrowDownToLine}
              label={following ? 'Pause log' : 'Follow log'}
              onClick={following ? pause : follow}
            />
          )}
          <IconButton icon={WrapText} label="Wrap lines" pressed={wrap} onClick={() => setWrap(!wrap)} />
          <IconButton icon={Clock} label="Show times" pressed={times} onClick={() => setTimes(!times)} />
          <CopyButton compact label={range ? 'Copy selected lines' : 'Copy log'} text={copied} />
          <AsyncIconButton
            icon={Save}
            label="Save log as…"
            action={async () => {
              const path = await stores.client.request('log.save', jobId);
              if (path !== null) stores.toasts.getState().done(`Log saved as ${path}`);
            }}
          />
        </div>
      </div>
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          role="log"
          aria-label="Job log"
          aria-live="off"
          data-testid="log"
          data-following={following}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          className="@container absolute inset-0 overflow-auto border-line border-t bg-sunken font-mono text-xs leading-5 outline-none focus-visible:inset-ring-2 focus-visible:inset-ring-focus"
          onScroll={onScroll}
          onWheel={noteInput}
          onPointerMove={(event) => event.buttons !== 0 && noteInput()}
          onPointerDown={(event) => {
            noteInput();
            setRange((before) => rangeAfter(before, event));
          }}
          onKeyDown={(event) => {
            noteInput();
            if (selectsAll(event)) {
              event.preventDefault();
              pause();
              setRange({ from: 0, to: Number.MAX_SAFE_INTEGER });
            }
          }}
          onCopy={(event: ClipboardEvent) => {
            if (!range) return;
            event.preventDefault();
            event.clipboardData.setData('text/plain', textOf(rows, { times, range, saved: shown.droppedBytes === 0 }));
          }}
        >
          <div
            className="relative min-w-full [--log-width:calc(100cqw-1rem)]"
            style={{ height, width: wrap ? '100%' : `${widestOf(shown) + digits + (times ? 14 : 0) + 10}ch` }}
          >
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={wrap ? virtualizer.measureElement : undefined}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <LogLine
                    row={row}
                    wrap={wrap}
                    times={times}
                    matcher={matcher}
                    current={current?.row === item.index ? current.start : null}
                    selected={row.kind === 'line' && range !== null && row.seq >= range.from && row.seq <= range.to}
                    digits={digits}
                    saved={shown.droppedBytes === 0}
                  />
                </div>
              );
            })}
          </div>
          {rows.length === 0 && (
            <p className="px-5 py-4 font-sans text-ink-3">
              {status === 'opening' ? 'Opening the log…' : live ? 'No output yet.' : 'This job wrote no output.'}
            </p>
          )}
        </div>
        {!following && (
          <button
            type="button"
            onClick={follow}
            className="absolute right-5 bottom-4 flex h-8 animate-rise items-center gap-2 rounded-full bg-raised px-3.5 font-medium text-xs shadow-pop hover:text-accent-ink"
          >
            <ArrowDownToLine aria-hidden className="size-3.5" />
            {live ? (unseen > 0 ? plural(unseen, 'new line') : 'Paused') : 'To the end'}
            {live && <span className="font-normal text-ink-3">· follow</span>}
          </button>
        )}
      </div>
    </div>
  );
}

const selectsAll = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';

/** A click on a line number selects the line, with Shift all up to it; a click elsewhere lets go. */
function rangeAfter(before: LineRange | null, event: PointerEvent): LineRange | null {
  const gutter = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-gutter]') : null;
  const seq = Number(gutter?.dataset.gutter ?? Number.NaN);
  if (Number.isNaN(seq)) return event.button === 0 ? null : before;
  if (event.shiftKey && before) return { from: Math.min(before.from, seq), to: Math.max(before.to, seq) };
  return { from: seq, to: seq };
}

/** Number of the match at a place, from 0; the first one for a place that is no more. */
function indexOfPlace(matches: readonly LogMatch[], rows: readonly LogRow[], place: Place | null): number {
  if (place === null) return 0;
  const index = matches.findIndex(({ row, start }) => {
    const entry = rows[row];
    return entry?.kind === 'line' && entry.seq === place.seq && start === place.start;
  });
  return Math.max(0, index);
}

/** Characters of the longest line held. */
function widestOf(window: LogWindow): number {
  let widest = 0;
  for (const entry of window.entries) {
    if (entry.kind === 'line' && entry.text.length > widest) widest = entry.text.length;
  }
  return widest;
}
