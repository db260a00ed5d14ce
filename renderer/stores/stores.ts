import { createContext, useContext, useEffect } from 'react';
import { useStore } from 'zustand';

import type { Client } from '../bridge.ts';
import type { Words } from '../language/words.ts';
import { createClockStore } from './clock.ts';
import { createDeletionsStore } from './deletions.ts';
import { createGpuHistoryStore } from './gpu-history.ts';
import { createGpuWatch } from './gpu-watch.ts';
import { createJobsStore } from './jobs.ts';
import { createLanguageStore } from './language.ts';
import { createLedgerStore } from './ledger.ts';
import { createLiveValue } from './live-value.ts';
import { createLogStore } from './log.ts';
import { createLogFinder } from './log-finder.ts';
import { createExamplesStore, createNewJobStore } from './new-job.ts';
import { createSettingsStore } from './settings.ts';
import { createShellStore } from './shell.ts';
import type { ToastStore } from './toasts.ts';
import { createViewStore } from './view.ts';

export type Stores = ReturnType<typeof createStores>;

/** Everything that the views read and do, around one way to the main process. */
export function createStores(client: Client, toasts: ToastStore) {
  const onError = toasts.getState().fail;
  const words = (): Words => language.getState().words;
  const view = createViewStore();
  const engine = createLiveValue({
    client,
    load: () => client.request('engine.get'),
    event: 'engine.changed',
    initial: { status: 'connecting' },
    onError,
  });
  const image = createLiveValue({
    client,
    load: () => client.request('image.get'),
    event: 'image.changed',
    initial: { status: 'unknown', name: '' },
    onError,
  });
  const queue = createLiveValue({
    client,
    load: () => client.request('queue.get'),
    event: 'queue.changed',
    initial: null,
    onError,
  });
  const gpus = createLiveValue({
    client,
    load: () => client.request('gpus.get'),
    event: 'gpus.changed',
    initial: { status: 'starting' },
    onError,
  });
  const gpuHistory = createGpuHistoryStore({ client, gpus });
  const gpuWatch = createGpuWatch({ client, onError });
  const storage = createLiveValue({
    client,
    load: () => client.request('storage.get'),
    event: 'storage.changed',
    initial: null,
    onError,
  });
  const jobs = createJobsStore({
    client,
    onError,
    onQuery: () => view.setState({ jobsScroll: 0, jobsRow: 0 }),
    onStateChange(job) {
      const { t, nameOf, describeState } = words();
      view.announce(t('app.announce.job', { name: nameOf(job.spec.name), state: describeState(job.state) }));
    },
  });
  const deletions = createDeletionsStore({
    client,
    toasts,
    words,
    onGone(selection) {
      jobs.chooseNone();
      void jobs.reload();
      const { route } = view.getState();
      if (route.view === 'job' && selection.kind === 'some' && selection.ids.includes(route.id))
        view.go({ view: 'jobs' });
    },
    onBack: () => void jobs.reload(),
  });
  const settings = createSettingsStore({ client, onError });
  const language = createLanguageStore({ settings, preferred: navigator.languages });
  const log = createLogStore({ client, onError });
  const finder = createLogFinder({ client, onError });
  const ledger = createLedgerStore({ client, onError });
  const newJob = createNewJobStore({ client });
  const examples = createExamplesStore({ client, onError });
  const clock = createClockStore();
  const shell = createShellStore({ client, toasts, words, view, newJob });

  return {
    client,
    toasts,
    view,
    engine,
    image,
    queue,
    gpus,
    gpuHistory,
    gpuWatch,
    storage,
    jobs,
    deletions,
    settings,
    language,
    log,
    finder,
    ledger,
    newJob,
    examples,
    clock,
    shell,
    /** Connects every store to the main process; returns the function that ends it. */
    start(document: Document): () => void {
      examples.start();
      const stops = [
        engine.subscribe(({ value }, before) => {
          if (value.status === before.value.status) return;
          if (value.status === 'connected') view.announce(words().t('app.announce.engineConnected'));
          if (value.status === 'disconnected') view.announce(words().describeFailure(value.failure).message);
        }),
        engine.start(),
        image.start(),
        queue.start(),
        gpus.start(),
        gpuWatch.start(document),
        storage.start(),
        jobs.start(),
        settings.start(),
        language.start(),
        log.start(),
        ledger.start(),
        clock.start(document),
        shell.start(),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('There are no stores above this component.');
  return stores;
}

export const useSettings = () => useStore(useStores().settings, (state) => state.view);
export const useWords = () => useStore(useStores().language, (state) => state.words);
export const useEngine = () => useStore(useStores().engine, (state) => state.value);
export const useImage = () => useStore(useStores().image, (state) => state.value);
export const useQueue = () => useStore(useStores().queue, (state) => state.value);
export const useGpus = () => useStore(useStores().gpus, (state) => state.value);
export const useStorage = () => useStore(useStores().storage, (state) => state.value);
export const useJob = (id: string) => useStore(useStores().jobs, (state) => state.byId.get(id));
export const useJobRow = (id: string) => useStore(useStores().jobs, (state) => state.rows.get(id));
export const useNow = () => useStore(useStores().clock, (state) => state.now);

/** Has the GPUs sampled often while the component is there and `shown`; tells whether they are. */
export function useGpuWatch(shown = true): boolean {
  const { gpuWatch } = useStores();
  useEffect(() => (shown ? gpuWatch.show() : undefined), [gpuWatch, shown]);
  return useStore(gpuWatch, (state) => state.watching);
}
