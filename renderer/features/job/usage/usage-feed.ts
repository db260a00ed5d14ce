import { createStore } from 'zustand/vanilla';
import { type Failure, toFailure } from '../../../../shared/errors.ts';
import type { JobEvent, JobGpuUsage, JobUsage } from '../../../../shared/usage.ts';
import type { Client } from '../../../bridge.ts';

interface UsageFeedState {
  /** Null before the first answer. */
  usage: JobUsage | null;
  gpus: JobGpuUsage | null;
  events: readonly JobEvent[];
  /** Why it could not be fetched the last time; null when it could. */
  failure: Failure | null;
}

interface UsageFeedOptions {
  client: Client;
  id: string;
}

/** Milliseconds between two fetches of a running job at least: what changes each second, and the rest. */
const usageEvery = 1_000;
const restEvery = 5_000;

/** What is recorded of one job, for as long as somebody looks at it. */
export function createUsageFeed({ client, id }: UsageFeedOptions) {
  const store = createStore<UsageFeedState>()(() => ({ usage: null, gpus: null, events: [], failure: null }));

  return Object.assign(store, {
    /** Fetches all, and while the job is `live` and the document can be seen again and again, until the returned function is called. */
    open(live: boolean, document: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>): () => void {
      let closed = false;
      const timers = new Map<string, ReturnType<typeof setTimeout>>();
      const run = async <T>(name: string, fetch: () => Promise<T>, take: (answer: T) => number) => {
        clearTimeout(timers.get(name));
        timers.delete(name);
        if (document.hidden) return;
        let wait = restEvery;
        try {
          const answer = await fetch();
          if (closed) return;
          wait = take(answer);
        } catch (error) {
          if (closed) return;
          store.setState({ failure: toFailure(error) });
        }
        if (live && !timers.has(name))
          timers.set(
            name,
            setTimeout(() => void run(name, fetch, take), wait),
          );
      };
      const fetchAll = () => {
        void run(
          'usage',
          () => client.request('jobs.usage', id),
          (usage) => {
            store.setState({ usage, failure: null });
            // A step that is not over changes little.
            return Math.max(usageEvery, usage.stepMs / 2);
          },
        );
        void run(
          'rest',
          () => Promise.all([client.request('jobs.gpuUsage', id), client.request('jobs.events', id)]),
          ([gpus, events]) => {
            store.setState({ gpus, events });
            return restEvery;
          },
        );
      };
      fetchAll();
      document.addEventListener('visibilitychange', fetchAll);
      return () => {
        closed = true;
        document.removeEventListener('visibilitychange', fetchAll);
        for (const timer of timers.values()) clearTimeout(timer);
      };
    },
  });
}
