import { createStore } from 'zustand/vanilla';
import { type Failure, toFailure } from '../../shared/errors.ts';
import {
  isFinal,
  type Job,
  type JobMatch,
  type JobRow,
  type JobSelection,
  type JobSort,
  mostPicked,
  newestFirst,
} from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';
import {
  emptyJobList,
  idAt,
  isRunning,
  type JobFilter,
  type JobList,
  mergeJobs,
  movedDown,
  pageSize,
  pagesOf,
  sortAfter,
  statesOf,
  withPage,
} from './job-list.ts';
import {
  countPicked,
  everythingPicked,
  isPicked,
  type JobPick,
  nothingPicked,
  selectionOf,
  withPicked,
} from './job-selection.ts';

interface JobsState {
  /** Every job that is not over, and the one that is open. */
  byId: ReadonlyMap<string, Job>;
  /** What the list shows of its jobs. */
  rows: ReadonlyMap<string, JobRow>;
  list: JobList;
  sort: JobSort;
  pick: JobPick;
  filter: JobFilter;
  search: string;
  openId: string | null;
  /** Why the list could not be fetched the last time; null when it could. */
  failure: Failure | null;
}

interface JobsOptions {
  client: Client;
  onError: (error: unknown) => void;
  /** Another filter or search: the list starts from its top. */
  onQuery: () => void;
  /** A job went from one state to another, or was seen for the first time after the start. */
  onStateChange: (job: Job) => void;
}

/** Milliseconds between two refreshes of the list at least, while many jobs change state. */
const refreshEvery = 250;

export function createJobsStore({ client, onError, onQuery, onStateChange }: JobsOptions) {
  const store = createStore<JobsState>()(() => ({
    byId: new Map(),
    rows: new Map(),
    list: emptyJobList,
    sort: newestFirst,
    pick: nothingPicked,
    filter: 'all',
    search: '',
    openId: null,
    failure: null,
  }));
  let generation = 0;
  let inView = { first: 0, last: 0 };
  let asked = new Set<number>();
  let refreshTimer: ReturnType<typeof setTimeout> | null = null;
  /** Changes with filter, search and order. */
  let queries = 0;
  /** The pages answer an earlier query: they stay until the first answer to this one, so that nothing flickers. */
  let outdated = false;
  /** Row from which Shift goes on choosing. */
  let anchor = 0;

  const visible = () => pagesOf(inView.first, inView.last);

  const match = (): JobMatch => {
    const { filter, search } = store.getState();
    return { search: search.trim(), states: statesOf(filter) };
  };

  const showList = (list: JobList, fresh: readonly JobRow[]) => {
    const shown = new Set([...list.pages.values()].flat());
    store.setState({ list, rows: mergeJobs(store.getState().rows, fresh, ({ id }) => shown.has(id)) });
  };

  const put = (fresh: readonly Job[]) => {
    const { byId, rows, openId } = store.getState();
    store.setState({ byId: mergeJobs(byId, fresh, ({ id, state }) => !isFinal(state) || id === openId) });
    const listed = fresh.filter(({ id }) => rows.has(id));
    if (listed.length > 0) store.setState({ rows: mergeJobs(rows, listed, () => true) });
  };

  const fetchPage = async (number: number, of: number) => {
    asked.add(number);
    try {
      const page = await client.request('jobs.list', {
        ...match(),
        sort: store.getState().sort,
        offset: number * pageSize,
        limit: pageSize,
      });
      if (of !== generation) return;
      const { list } = store.getState();
      showList(withPage(outdated ? { ...list, pages: new Map() } : list, number, page), page.jobs);
      outdated = false;
      store.setState({ failure: null });
    } catch (error) {
      if (of === generation) store.setState({ failure: toFailure(error) });
    } finally {
      if (of === generation) asked.delete(number);
    }
  };

  /** Jobs that came in above what is in view must not push it away. */
  const keepInView = async (of: number): Promise<void> => {
    const { first } = inView;
    const id = idAt(store.getState().list, first);
    if (first === 0 || id === undefined) return;
    const place = await client.request('jobs.place', { ...match(), sort: store.getState().sort, id });
    if (of !== generation || place === null || idAt(store.getState().list, first) !== id) return;
    const by = place - first;
    if (by === 0) return;
    inView = { first: inView.first + by, last: inView.last + by };
    anchor += by;
    showList(movedDown(store.getState().list, by), []);
  };

  const reload = async (): Promise<void> => {
    generation += 1;
    const of = generation;
    asked = new Set();
    // What cannot be placed is fetched where it was; why is told by the page then.
    await keepInView(of).catch(() => undefined);
    if (of !== generation) return;
    const { list } = store.getState();
    // Rows in view stay until their answer comes, so nothing flickers; the others are asked for when they come into view.
    const pages = new Map([...list.pages].filter(([number]) => visible().includes(number)));
    store.setState({ list: { ...list, pages } });
    await Promise.all(visible().map((number) => fetchPage(number, of)));
  };

  const scheduleReload = () => {
    refreshTimer ??= setTimeout(() => {
      refreshTimer = null;
      void reload();
    }, refreshEvery);
  };

  const requery = (change: Partial<Pick<JobsState, 'filter' | 'search' | 'sort'>>) => {
    inView = { first: 0, last: 0 };
    anchor = 0;
    queries += 1;
    onQuery();
    const { list, pick, sort } = store.getState();
    // Another order shows the same jobs.
    const kept = change.sort === undefined || change.sort === sort ? nothingPicked : pick;
    store.setState({ ...change, pick: kept, list: { ...list, loaded: false } });
    outdated = true;
    void reload();
  };

  const changed = (job: Job) => {
    const { byId, rows } = store.getState();
    const before = byId.get(job.id) ?? rows.get(job.id);
    put([job]);
    if (before?.state === job.state) return;
    scheduleReload();
    onStateChange(job);
  };

  return Object.assign(store, {
    start(): () => void {
      const stop = client.on('job.changed', changed);
      void reload();
      // The GPU view names the jobs that hold GPUs, whatever the list shows.
      client
        .request('jobs.unfinished')
        .then((unfinished) => put(unfinished.filter(({ id }) => !store.getState().byId.has(id))), onError);
      return () => {
        stop();
        if (refreshTimer !== null) clearTimeout(refreshTimer);
        refreshTimer = null;
      };
    },
    reload,
    setFilter: (filter: JobFilter) => requery({ filter }),
    setSearch: (search: string) => requery({ search }),
    sortBy: (by: JobSort['by']) => requery({ sort: sortAfter(store.getState().sort, by) }),
    /** Rows `first` to `last` are in view: fetches what of them is not there. */
    show(first: number, last: number) {
      inView = { first, last };
      const { list } = store.getState();
      for (const number of visible()) {
        if (!list.pages.has(number) && !asked.has(number)) void fetchPage(number, generation);
      }
    },
    /** Chooses the job of a row, or no longer; with `range`, all from the row that was chosen last. */
    async choose(row: number, wanted: boolean, range: boolean): Promise<void> {
      const id = idAt(store.getState().list, row);
      if (id === undefined) return;
      const of = queries;
      if (!range) anchor = row;
      const from = Math.min(anchor, row);
      const limit = Math.min(mostPicked, Math.abs(anchor - row) + 1);
      const ids =
        limit === 1
          ? [id]
          : await client.request('jobs.ids', { ...match(), sort: store.getState().sort, offset: from, limit });
      if (of === queries) store.setState({ pick: withPicked(store.getState().pick, ids, wanted) });
    },
    isChosen(row: number): boolean {
      const { pick, list } = store.getState();
      const id = idAt(list, row);
      return id !== undefined && isPicked(pick, id);
    },
    idOf: (row: number) => idAt(store.getState().list, row),
    chooseAll: () => store.setState({ pick: everythingPicked }),
    chooseNone: () => store.setState({ pick: nothingPicked }),
    /** The chosen jobs, or all that match while none is. */
    selection(): JobSelection {
      const { pick, list } = store.getState();
      return selectionOf(countPicked(pick, list.total) === 0 ? everythingPicked : pick, match());
    },
    /** Keeps one job up to date while its view is open. */
    async open(id: string): Promise<void> {
      store.setState({ openId: id });
      put([await client.request('jobs.get', id)]);
    },
    close(id: string) {
      if (store.getState().openId === id) store.setState({ openId: null });
    },
    /** Takes over the answer of a request that changed a job. */
    accept: changed,
  });
}

/** The running job that holds each GPU, by the GPU's UUID. */
export function holders(byId: ReadonlyMap<string, Job>): ReadonlyMap<string, Job> {
  const held = new Map<string, Job>();
  for (const job of byId.values()) {
    if (!isRunning(job.state)) continue;
    for (const uuid of job.gpuUuids) held.set(uuid, job);
  }
  return held;
}
