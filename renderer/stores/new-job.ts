import { createStore } from 'zustand/vanilla';
import { type Failure, toFailure } from '../../shared/errors.ts';
import type { Example, JobInspection } from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';

export type NewJobTab = 'disk' | 'form' | 'examples';

interface NewJobState {
  open: boolean;
  tab: NewJobTab;
  /** What was dropped or chosen, ready for review. */
  inspection: JobInspection | null;
  inspecting: boolean;
  /** Why what was dropped or chosen cannot be a job. */
  refusal: Failure | null;
}

interface NewJobOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** The dialog for a new job: which way it is made, and the folder or script under review. */
export function createNewJobStore({ client }: Pick<NewJobOptions, 'client'>) {
  const store = createStore<NewJobState>()(() => ({
    open: false,
    tab: 'disk',
    inspection: null,
    inspecting: false,
    refusal: null,
  }));

  const review = async (path: string) => {
    store.setState({ open: true, tab: 'disk', inspecting: true, refusal: null });
    try {
      store.setState({ inspection: await client.request('jobs.inspect', path) });
    } catch (error) {
      // In the dialog, not beside it: what lies beside a modal dialog is not there for a screen reader.
      store.setState({ refusal: toFailure(error) });
    } finally {
      store.setState({ inspecting: false });
    }
  };

  return Object.assign(store, {
    show: (tab: NewJobTab = 'disk') => store.setState({ open: true, tab }),
    hide: () => store.setState({ open: false, inspection: null, refusal: null }),
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
