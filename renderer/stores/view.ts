import { createStore } from 'zustand/vanilla';
import type { GpuSpan } from '../../shared/gpus.ts';
import type { SettingsSection } from '../../shared/settings.ts';

export type Route =
  | { view: 'overview' }
  | { view: 'jobs' }
  | { view: 'job'; id: string }
  | { view: 'gpus' }
  | { view: 'storage' }
  /** `setting` is the dotted path of one that is to be shown and to get the keyboard. */
  | { view: 'settings'; section: SettingsSection; setting?: string };

interface ViewState {
  route: Route;
  /** Where the list of jobs was left, so that coming back finds it as it was. */
  jobsScroll: number;
  /** The row that has, or gets back, the keyboard. */
  jobsRow: number;
  /** The list was left by opening a job: coming back, its row gets the keyboard again. */
  returning: boolean;
  /** What the charts of the GPU view cover. */
  gpuSpan: GpuSpan;
  /** The GPU shown in detail, by its UUID; null until one is chosen. */
  gpuChosen: string | null;
  /** Said by screen readers. */
  announcement: string;
}

export function createViewStore() {
  const store = createStore<ViewState>()(() => ({
    route: { view: 'overview' },
    jobsScroll: 0,
    jobsRow: 0,
    returning: false,
    gpuSpan: '10m',
    gpuChosen: null,
    announcement: '',
  }));
  return Object.assign(store, {
    go(route: Route) {
      const returning = store.getState().route.view === 'job' && route.view === 'jobs';
      store.setState({ route, returning });
    },
    announce: (announcement: string) => store.setState({ announcement }),
  });
}
