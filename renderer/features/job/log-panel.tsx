import { ArrowDownToLine, Clock, Pause, Save, WrapText } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useStore } from 'zustand';
import { AsyncIconButton, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { covers, type LogWindow } from '../../stores/log-window.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { useLogFind } from './log-find.ts';
import { LogLine } from './log-line.tsx';
import { LogPosition } from './log-position.tsx';
import { type LogTarget, type ScrollPlace, selectedIn, useLogScroll, useTextSelected } from './log-scroll.ts';
import { LogSearchBox } from './log-search-box.tsx';
import { type LineSelection, lineSelected, rangeOf, selectionMoved } from './log-selection.ts';
import { allStreams, LogStreams } from './log-streams.tsx';
import { plainStyle } from './log-style.ts';
import { drawLine } from './log-terminal.ts';
import { carriedStyles, type LogRow, rowOfLine, rowsOf, textOf } from './log-text.ts';

interface LogPanelProps {
  jobId: string;
  /** The job still runs, so lines may come. */
  live: boolean;
}

/** Room for line numbers from the start, so that the text does not move while they grow. */
const leastDigits = 4;

export function LogPanel({ jobId, live }: LogPanelProps) {
  const { client, log, toasts } = useStores();
  const words = useWords();
  const { t } = words;
  const newest = useStore(log, (state) => state.window);
  const status = useStore(log, (state) => state.status);
  const paused = useStore(log, (state) => state.paused);
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState(false);
  const [streams, setStreams] = useState(allStreams);
  const [target, setTarget] = useState<LogTarget | null>(null);
  const [selection, setSelection] = useState<LineSelection | null>(null);
  const [widest, setWidest] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);

  const range = selection && rangeOf(selection);
  const following = paused === null;
  const shown = paused ?? newest;
  const rows = useMemo(() => rowsOf(shown, streams), [shown, streams]);
  const styles = useMemo(() => carriedStyles(shown.entries), [shown.entries]);
  const unseen = newest.total - shown.total;
  const digits = Math.max(leastDigits, String(shown.total).length);
  const { pause, follow, loadEarlier, loadLater } = log;

  // Scrolled to its end when it comes up again, so it follows.
  useEffect(() => follow, [follow]);

  const goTo = useCallback(
    (wanted: LogTarget) => {
      void log.goTo(wanted.seq);
      setTarget(wanted);
    },
    [log],
  );
  const find = useLogFind({ jobId, shown, newest, streams, onGo: goTo });
  const current = find.current === undefined ? -1 : rowOfLine(rows, find.current, find.matcher.has);

  const load = useCallback(
    (row: LogRow) => {
      pause();
      if (row.kind === 'earlier') void log.loadEarlier();
      if (row.kind === 'later') void log.loadLater();
      if (row.kind === 'gap') void log.loadGap(row);
    },
    [log, pause],
  );

  const scroll = useLogScroll({
    scroller,
    rows,
    following,
    target,
    targetIsHeld: target !== null && covers(shown, target.seq),
    layout: `${wrap} ${times}`,
    onScroll({ atEnd, nearStart, nearEnd, inView }: ScrollPlace) {
      // A running log is complete as soon as it meets the newest lines: to follow it means to leave some out.
      const complete = shown.next >= (live ? newest.earlier : newest.next);
      if (atEnd && complete) return follow();
      pause();
      const gap = inView.find((row) => row.kind === 'gap' && !row.lost);
      if (gap) load(gap);
      else if (nearStart) void loadEarlier();
      else if (nearEnd && !complete) void loadLater();
    },
  });
  useTextSelected(scroller, pause);

  const drawn = scroll.items.flatMap((item) => {
    const row = rows[item.index];
    return row === undefined ? [] : [{ item, row, start: (row.kind === 'line' && styles.get(row)) || plainStyle }];
  });
  const columns = drawn.reduce((most, { row, start }) => {
    return row.kind === 'line' ? Math.max(most, drawLine(row, start).columns) : most;
  }, 0);
  // It only grows, so that the rows in view keep their place while others come and go.
  if (columns > widest) setWidest(columns);

  const copied = () => (range ? null : selectedIn(scroller.current)) ?? textOf(rows, { times, range }, t);

  const onKeyDown = (event: KeyboardEvent) => {
    scroll.noteInput();
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === 'a') {
      pause();
      setSelection({ anchor: 0, head: Number.MAX_SAFE_INTEGER });
    } else if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      pause();
      const moved = selectionMoved(selection, event.key === 'ArrowDown' ? 1 : -1, rows, scroll.topLine?.seq ?? 0);
      setSelection(moved);
      setTarget({ seq: moved.head, isLikely: never, align: 'auto' });
    } else if (event.key === 'Escape' && selection) {
      // Before it leads back to the list.
      event.stopPropagation();
      setSelection(null);
    } else if (event.key === 'Home') goTo({ seq: 0, isLikely: never, align: 'center' });
    else if (event.key === 'End') follow();
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="toolbar" aria-label={t('job.log.toolbar')} className="flex h-11 shrink-0 items-center gap-1 px-5">
        <LogSearchBox
          query={find.query}
          searching={find.status === 'searching'}
          place={find.place}
          count={find.matches.length}
          onSearch={find.search}
          onMove={find.move}
        />
        <LogPosition
          line={scroll.topLine?.kind === 'line' ? scroll.topLine.seq + 1 : null}
          total={newest.total}
          onGo={(line) => goTo({ seq: line - 1, isLikely: never, align: 'center' })}
        />
        <div className="ml-auto flex shrink-0 items-center gap-1">
          {live && (
            <IconButton
              icon={following ? Pause : ArrowDownToLine}
              label={t(following ? 'job.log.pause' : 'job.log.follow')}
              onClick={following ? pause : follow}
            />
          )}
          <LogStreams shown={streams} onChange={setStreams} />
          <IconButton icon={WrapText} label={t('job.log.wrap')} pressed={wrap} onClick={() => setWrap(!wrap)} />
          <IconButton icon={Clock} label={t('job.log.times')} pressed={times} onClick={() => setTimes(!times)} />
          <CopyButton compact label={t(range ? 'job.log.copySelected' : 'job.log.copy')} text={copied} />
          <AsyncIconButton
            icon={Save}
            label={t('job.log.save')}
            action={async () => {
              const path = await client.request('log.save', jobId);
              if (path !== null) toasts.getState().done(t('job.log.saved', { path }));
            }}
          />
        </div>
      </div>
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          role="log"
          aria-label={t('job.log.label')}
          aria-live="off"
          aria-keyshortcuts="Shift+ArrowDown Shift+ArrowUp Control+A Home End"
          data-testid="log"
          data-following={following}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          className="@container absolute inset-0 overflow-auto border-line border-t bg-sunken font-mono text-xs leading-5 outline-none focus-visible:inset-ring-2 focus-visible:inset-ring-focus"
          onScroll={scroll.onScroll}
          onWheel={scroll.noteInput}
          onPointerMove={(event) => event.buttons !== 0 && scroll.noteInput()}
          onPointerDown={(event) => {
            scroll.noteInput();
            setSelection((before) => selectionAfter(before, event));
          }}
          onKeyDown={onKeyDown}
          onCopy={(event: ClipboardEvent) => {
            if (!range && selectedIn(scroller.current) === null) return;
            // Text alone: by itself a selection is copied with its colours.
            event.preventDefault();
            event.clipboardData.setData('text/plain', copied());
          }}
        >
          <div
            className="relative min-w-full [--log-width:calc(100cqw-1rem)]"
            style={{ height: scroll.height, width: wrap ? '100%' : `${widest + digits + (times ? 14 : 0) + 10}ch` }}
          >
            {drawn.map(({ item, row, start }) => (
              <div
                key={item.key}
                data-index={item.index}
                ref={wrap ? scroll.virtualizer.measureElement : undefined}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogLine
                  row={row}
                  start={start}
                  wrap={wrap}
                  times={times}
                  matcher={find.matcher}
                  current={item.index === current}
                  selected={row.kind === 'line' && range !== null && row.seq >= range.from && row.seq <= range.to}
                  digits={digits}
                  onLoad={load}
                  words={words}
                />
              </div>
            ))}
          </div>
          {rows.length === 0 && <NoLines opening={status === 'opening'} live={live} />}
        </div>
        {!following && <ToTheEnd live={live} unseen={unseen} onClick={follow} />}
      </div>
      <div className="flex h-7 shrink-0 items-center justify-between gap-4 border-line border-t px-5 text-ink-3 text-xs">
        <LogSize window={newest} />
        <SearchScope status={find.status} found={find.found} />
      </div>
    </div>
  );
}

const never = () => false;

function LogSize({ window }: { window: LogWindow }) {
  const { t, formatBytes } = useWords();
  return (
    <p className="min-w-0 truncate" data-testid="log-size">
      {t('job.log.size', { count: window.total, size: formatBytes(window.bytes) })}
      {window.droppedBytes > 0 && (
        <span className="text-warn-ink"> · {t('job.log.dropped', { size: formatBytes(window.droppedBytes) })}</span>
      )}
    </p>
  );
}

function NoLines({ opening, live }: { opening: boolean; live: boolean }) {
  const { t } = useWords();
  return (
    <p className="px-5 py-4 font-sans text-ink-3">
      {t(opening ? 'job.log.opening' : live ? 'job.log.noneYet' : 'job.log.none')}
    </p>
  );
}

function ToTheEnd({ live, unseen, onClick }: { live: boolean; unseen: number; onClick: () => void }) {
  const { t } = useWords();
  return (
    <button
      type="button"
      onClick={onClick}
      className="absolute right-5 bottom-4 flex h-8 animate-rise items-center gap-2 rounded-full bg-raised px-3.5 font-medium text-xs shadow-pop hover:text-accent-ink"
    >
      <ArrowDownToLine aria-hidden className="size-3.5" />
      {live && unseen > 0 ? t('job.log.newLines', { count: unseen }) : t(live ? 'job.log.paused' : 'job.log.toTheEnd')}
      {live && <span className="font-normal text-ink-3">· {t('job.log.andFollow')}</span>}
    </button>
  );
}

/** Says how far the search reached. */
function SearchScope({ status, found }: Pick<ReturnType<typeof useLogFind>, 'status' | 'found'>) {
  const { t } = useWords();
  return (
    <p className="shrink-0" data-testid="search-scope">
      {status === 'searching' && t('job.log.searching')}
      {status === 'failed' && t('job.log.searchedHeld')}
      {found !== null &&
        (found.total > found.seqs.length
          ? t('job.log.firstFound', { shown: found.seqs.length, count: found.total })
          : t('job.log.searchedAll'))}
    </p>
  );
}

/** A click on a line number selects the line, with Shift all up to it; a click elsewhere lets go. */
function selectionAfter(before: LineSelection | null, event: PointerEvent): LineSelection | null {
  const gutter = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-gutter]') : null;
  const seq = Number(gutter?.dataset.gutter ?? Number.NaN);
  if (Number.isNaN(seq)) return event.button === 0 ? null : before;
  return lineSelected(before, seq, event.shiftKey);
}
