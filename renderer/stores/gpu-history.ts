import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import { type Failure, toFailure } from '../../shared/errors.ts';
import type { GpuHistory, GpuSpan, GpuState } from '../../shared/gpus.ts';
import { isFinal, type Job } from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';
import { type GpuSample, spanMs, withSample } from './gpu-window.ts';

interface GpuHistoryState {
  /** Of the span that was opened last; null before its first answer. */
  history: GpuHistory | null;
  /** Why it could not be fetched the last time; null when it could. */
  failure: Failure | null;
}

interface GpuHistoryOptions {
  client: Client;
  /** The GPUs as they are now; each sample also goes to the end of the history. */
  gpus: Pick<StoreApi<{ value: GpuState }>, 'subscribe'>;
}

/** Steps up to this long, in milliseconds, take a sample as their value; longer ones are means of many, and fetched. */
const liveStep = 2_000;
/** Steps of a span in which its lines go on: a line that moves by less would be drawn without being seen. */
const seenSteps = 300;
/** Milliseconds between two fetches at least: in between, the samples keep the history up to date. */
const refetchEvery = 15_000;
/** Milliseconds after a job took or freed GPUs: others that do so at the same moment are fetched with it. */
const settle = 300;

/** What was recorded of the GPUs in the span that is open, going on live. */
export function createGpuHistoryStore({ client, gpus }: GpuHistoryOptions) {
  const store = createStore<GpuHistoryState>()(() => ({ history: null, failure: null }));

  let waiting: GpuSample[] = [];

  const take = (state: GpuState) => {
    const { history } = store.getState();
    if (state.status !== 'ok' || history === null || history.stepMs > liveStep) return;
    waiting.push({ at: state.sampledAt, gpus: state.gpus });
    if (state.sampledAt - history.to < spanMs[history.span] / seenSteps - history.stepMs) return;
    store.setState({ history: waiting.reduce(withSample, history) });
    waiting = [];
  };

  return Object.assign(store, {
    /** Fetches `span` and keeps it up to date until the function is called that this returns. */
    open(span: GpuSpan): () => void {
      let closed = false;
      let timer: ReturnType<typeof setTimeout> | null = null;
      if (store.getState().history?.span !== span) store.setState({ history: null, failure: null });
      const schedule = (milliseconds: number) => {
        if (timer !== null) clearTimeout(timer);
        timer = setTimeout(fetch, milliseconds);
      };
      const fetch = async () => {
        timer = null;
        try {
          const history = await client.request('gpus.history', span);
          if (closed) return;
          waiting = [];
          store.setState({ history, failure: null });
          // A job that changed meanwhile has set a nearer time.
          if (timer === null) schedule(Math.max(history.stepMs, refetchEvery));
        } catch (error) {
          if (closed) return;
          store.setState({ failure: toFailure(error) });
          if (timer === null) schedule(refetchEvery);
        }
      };
      const holding = new Map<string, boolean>();
      const stops = [
        gpus.subscribe(({ value }) => take(value)),
        client.on('job.changed', (job: Job) => {
          const holds = !isFinal(job.state);
          if (job.gpuUuids.length === 0 || holding.get(job.id) === holds) return;
          holding.set(job.id, holds);
          schedule(settle);
        }),
      ];
      void fetch();
      return () => {
        closed = true;
        if (timer !== null) clearTimeout(timer);
        for (const stop of stops) stop();
      };
    },
  });
}
