import { createStore } from 'zustand/vanilla';
import type { Example, JobInspection } from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';

export type NewJobTab = 'disk' | 'form' | 'examples';

interface NewJobState {
  open: boolean;
  tab: NewJobTab;
  /** What was dropped or chosen, ready for review. */
  inspection: JobInspection | null;
  inspecting: boolean;
}

interface NewJobOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** The dialog for a new job: which way it is made, and the folder or script under review. */
export function createNewJobStore({ client, onError }: NewJobOptions) {
  const store = createStore<NewJobState>()(() => ({ open: false, tab: 'disk', inspection: null, inspecting: false }));

  const review = async (path: string) => {
    store.setState({ open: true, tab: 'disk', inspecting: true });
    try {
      store.setState({ inspection: await client.request('jobs.inspect', path) });
    } catch (error) {
      onError(error);
    } finally {
      store.setState({ inspecting: false });
    }
  };

  return Object.assign(store, {
    show: (tab: NewJobTab = 'disk') => store.setState({ open: true, tab }),
    hide: () => store.setState({ open: false, inspection: null }),
    setTab: (tab: NewJobTab) => store.setState({ tab }),
    forget: () => store.setState({ inspection: null }),
    review,
    async pick(kind: 'folder' | 'script'): Promise<void> {
      const path = await client.request('jobs.pick', kind);
      if (path !== null) await review(path);
    },
  });
}

/** The jobs that come with the app; they never change while it runs. */
export function createExamplesStore({ client, onError }: NewJobOptions) {
  const store = createStore<{ examples: readonly Example[] | null }>()(() => ({ examples: null }));
  return Object.assign(store, {
    start() {
      client.request('jobs.examples').then((examples) => store.setState({ examples }), onError);
    },
  });
}
