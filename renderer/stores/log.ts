import { createStore } from 'zustand/vanilla';
import { isFinal } from '../../shared/jobs.ts';
import type { LogBatch } from '../../shared/logs.ts';
import type { Client } from '../bridge.ts';
import {
  append,
  emptyLogWindow,
  fill,
  fillWithin,
  type LogWindow,
  leavesGap,
  missingLines,
  openLogWindow,
} from './log-window.ts';

interface LogState {
  jobId: string | null;
  status: 'closed' | 'opening' | 'open' | 'failed';
  /** The newest lines. */
  window: LogWindow;
  /** What is shown instead while the log is paused. */
  paused: LogWindow | null;
}

interface LogOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** Milliseconds between two new windows at least: a flood must leave time to draw and to answer the person. */
export const showEvery = 100;

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
  let showTimer: ReturnType<typeof setTimeout> | null = null;
  let fillTimer: ReturnType<typeof setTimeout> | null = null;

  const show = () => {
    if (showTimer !== null || store.getState().window === newest) return;
    store.setState({ window: newest });
    showTimer = setTimeout(() => {
      showTimer = null;
      show();
    }, showEvery);
  };

  const forget = () => {
    opening += 1;
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
    follow: () => store.setState({ window: newest, paused: null }),
  });
}
