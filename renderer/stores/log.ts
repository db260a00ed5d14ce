import { createStore } from 'zustand/vanilla';
import { isFinal } from '../../shared/jobs.ts';
import { type LogBatch, logPageLines } from '../../shared/logs.ts';
import type { Client } from '../bridge.ts';
import type { LogGap } from './log-rows.ts';
import {
  append,
  covers,
  emptyLogWindow,
  extend,
  extendTo,
  fill,
  fillGap,
  fillWithin,
  type LogPart,
  type LogWindow,
  leavesGap,
  missingLines,
  openLogWindow,
  prepend,
  windowOn,
} from './log-window.ts';

interface LogState {
  jobId: string | null;
  status: 'closed' | 'opening' | 'open' | 'failed';
  /** The newest lines. */
  window: LogWindow;
  /** What is shown instead while the log is paused: the lines that stood there, or another part of the log. */
  paused: LogWindow | null;
}

interface LogOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** Milliseconds between two new windows at least: a flood must leave time to draw and to answer the person. */
export const showEvery = 100;

/** How many times as long as drawing the lines took the window has for other things. */
const restForDrawing = 3;

/** Milliseconds without another gap, after which the lines left out are asked for. */
export const fillAfter = 1_000;

/** The log of the one job that is open. */
export function createLogStore({ client, onError }: LogOptions) {
  const closed: LogState = { jobId: null, status: 'closed', window: emptyLogWindow, paused: null };
  const store = createStore<LogState>()(() => closed);
  /** Ahead of the window that is shown, by what came since. */
  let newest = emptyLogWindow;
  let early: LogBatch[] = [];
  let opening = 0;
  /** Changes with whatever makes a part of the log that is being read useless. */
  let place = 0;
  let reading = false;
  let showTimer: ReturnType<typeof setTimeout> | null = null;
  let fillTimer: ReturnType<typeof setTimeout> | null = null;

  const leave = () => {
    place += 1;
    reading = false;
  };

  const show = () => {
    if (showTimer !== null || store.getState().window === newest) return;
    const began = performance.now();
    store.setState({ window: newest });
    showTimer = setTimeout(() => {
      // Lines that are slow to draw must not keep the window from answering.
      const drawing = performance.now() - began;
      showTimer = setTimeout(
        () => {
          showTimer = null;
          show();
        },
        Math.max(showEvery, drawing * restForDrawing),
      );
    });
  };

  const forget = () => {
    opening += 1;
    leave();
    early = [];
    newest = emptyLogWindow;
    if (showTimer !== null) clearTimeout(showTimer);
    if (fillTimer !== null) clearTimeout(fillTimer);
    showTimer = fillTimer = null;
  };

  const fillGaps = async (jobId: string) => {
    if (fillTimer !== null) clearTimeout(fillTimer);
    fillTimer = null;
    const mine = opening;
    try {
      const snapshot = await client.request('log.open', jobId);
      if (mine !== opening) return;
      newest = fill(newest, snapshot);
      const { paused } = store.getState();
      store.setState({ window: newest, paused: paused && fillWithin(paused, snapshot) });
    } catch (error) {
      if (mine === opening) onError(error);
    }
  };

  const add = (batch: LogBatch) => {
    const gap = leavesGap(newest, batch);
    newest = append(newest, batch);
    if (!gap) return;
    if (fillTimer !== null) clearTimeout(fillTimer);
    fillTimer = setTimeout(() => void fillGaps(batch.jobId), fillAfter);
  };

  const read = async (jobId: string, from: number, to: number): Promise<LogPart> => {
    const { lines } = await client.request('log.read', { jobId, from, count: to - from });
    return { lines, from, to };
  };

  /** The first line that the log on disk does not have; it has all lines before that one. */
  const firstLost = async (jobId: string, below: number): Promise<number> => {
    let low = 0;
    let high = below;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const { lines } = await read(jobId, middle, middle + 1);
      if (lines.length > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** Changes the part that is shown by what `load` makes of it, unless the person has gone elsewhere meanwhile. */
  const change = async (load: (shown: LogWindow, jobId: string) => Promise<LogWindow>): Promise<void> => {
    const { jobId, paused } = store.getState();
    if (jobId === null || paused === null || reading) return;
    const mine = place;
    reading = true;
    try {
      const changed = await load(paused, jobId);
      if (mine === place) store.setState({ paused: changed });
    } catch (error) {
      if (mine === place) onError(error);
    } finally {
      if (mine === place) reading = false;
    }
  };

  return Object.assign(store, {
    start(): () => void {
      const stops = [
        client.on('log.appended', (batch) => {
          client.request('log.taken', batch.jobId).catch(onError);
          const { jobId, status } = store.getState();
          if (batch.jobId !== jobId) return;
          if (status === 'opening') early.push(batch);
          if (status !== 'open') return;
          add(batch);
          show();
        }),
        client.on('job.changed', (job) => {
          const { jobId, status } = store.getState();
          if (job.id !== jobId || !isFinal(job.state) || status !== 'open') return;
          if (missingLines(newest) > 0) void fillGaps(jobId);
        }),
      ];
      return () => {
        forget();
        for (const stop of stops) stop();
      };
    },
    async open(jobId: string): Promise<void> {
      forget();
      const mine = opening;
      store.setState({ ...closed, jobId, status: 'opening' });
      try {
        const snapshot = await client.request('log.open', jobId);
        if (mine !== opening) return;
        newest = openLogWindow(snapshot);
        for (const batch of early) add(batch);
        early = [];
        store.setState({ status: 'open', window: newest });
      } catch (error) {
        if (mine !== opening) return;
        store.setState({ status: 'failed' });
        onError(error);
      }
    },
    close() {
      const { jobId } = store.getState();
      forget();
      store.setState(closed);
      if (jobId !== null) client.request('log.close', jobId).catch(onError);
    },
    /** Holds what is shown still, while lines go on to come. */
    pause: () => store.setState(({ paused, window }) => ({ paused: paused ?? window })),
    follow() {
      leave();
      store.setState({ window: newest, paused: null });
    },
    /** Adds a page before the lines that are shown; the log must be paused. */
    loadEarlier: () =>
      change(async (shown, jobId) => {
        if (shown.earlier === 0) return shown;
        const part = await read(jobId, Math.max(0, shown.earlier - logPageLines), shown.earlier);
        if (part.lines.length > 0) return prepend(shown, part);
        const kept = await firstLost(jobId, part.from);
        return prepend(
          shown,
          kept === 0 ? { lines: [], from: 0, to: 0 } : await read(jobId, Math.max(0, kept - logPageLines), kept),
        );
      }),
    /** Adds a page after the lines that are shown; the log must be paused. */
    loadLater: () =>
      change(async (shown, jobId) => {
        if (shown.next >= newest.earlier) return extendTo(shown, newest);
        const part = await read(jobId, shown.next, Math.min(shown.next + logPageLines, newest.earlier));
        return part.lines.length > 0 ? extend(shown, part) : extendTo(shown, newest);
      }),
    /** Fills the end of a gap in the lines that are shown, as far as one page goes; the log must be paused. */
    loadGap: ({ from, count }: Pick<LogGap, 'from' | 'count'>) =>
      change(async (shown, jobId) =>
        fillGap(shown, await read(jobId, Math.max(from, from + count - logPageLines), from + count)),
      ),
    /** Pauses the log where it has the line; resolves when the line, or the gap in its place, can be shown. */
    async goTo(seq: number): Promise<void> {
      const { jobId, paused, window } = store.getState();
      if (jobId === null) return;
      const near = [paused, window].find((each) => each !== null && covers(each, seq));
      leave();
      if (near !== undefined) {
        store.setState({ paused: near });
        return;
      }
      const mine = place;
      store.setState({ paused: paused ?? window });
      const from = Math.max(0, seq - logPageLines / 2);
      try {
        const part = await read(jobId, from, Math.min(from + logPageLines, window.total));
        if (mine === place) store.setState({ paused: windowOn(window, part) });
      } catch (error) {
        if (mine === place) onError(error);
      }
    },
  });
}
