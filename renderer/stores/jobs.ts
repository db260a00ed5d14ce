import { createStore } from 'zustand/vanilla';
import { type Failure, toFailure } from '../../shared/errors.ts';
import { isFinal, type Job } from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';
import {
  emptyJobList,
  isRunning,
  type JobFilter,
  type JobList,
  mergeJobs,
  pageSize,
  pagesOf,
  statesOf,
  withPage,
} from './job-list.ts';

interface JobsState {
  /** Every job that something shows, and every job that is not over. */
  byId: ReadonlyMap<string, Job>;
  list: JobList;
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
    list: emptyJobList,
    filter: 'all',
    search: '',
    openId: null,
    failure: null,
  }));
  let generation = 0;
  let visible: readonly number[] = [0];
  let asked = new Set<number>();
  let refreshTimer: ReturnType<typeof setTimeout> | null = null;

  const put = (fresh: readonly Job[], list = store.getState().list) => {
    const shown = new Set([...list.pages.values()].flat());
    const { byId, openId } = store.getState();
    store.setState({
      list,
      byId: mergeJobs(byId, fresh, (job) => shown.has(job.id) || !isFinal(job.state) || job.id === openId),
    });
  };

  const fetchPage = async (number: number, of: number) => {
    const { filter, search } = store.getState();
    asked.add(number);
    try {
      const page = await client.request('jobs.list', {
        search: search.trim(),
        states: statesOf(filter),
        offset: number * pageSize,
        limit: pageSize,
      });
      if (of !== generation) return;
      put(page.jobs, withPage(store.getState().list, number, page));
      store.setState({ failure: null });
    } catch (error) {
      if (of === generation) store.setState({ failure: toFailure(error) });
    } finally {
      if (of === generation) asked.delete(number);
    }
  };

  const reload = () => {
    generation += 1;
    asked = new Set();
    const { list } = store.getState();
    // Rows in view stay until their answer comes, so nothing flickers; the others are asked for when they come into view.
    const pages = new Map([...list.pages].filter(([number]) => visible.includes(number)));
    store.setState({ list: { ...list, pages } });
    for (const number of visible) void fetchPage(number, generation);
  };

  const scheduleReload = () => {
    refreshTimer ??= setTimeout(() => {
      refreshTimer = null;
      reload();
    }, refreshEvery);
  };

  const requery = (change: Partial<Pick<JobsState, 'filter' | 'search'>>) => {
    visible = [0];
    onQuery();
    store.setState({ ...change, list: { ...store.getState().list, pages: new Map(), loaded: false } });
    reload();
  };

  const changed = (job: Job) => {
    const before = store.getState().byId.get(job.id);
    put([job]);
    if (before?.state === job.state) return;
    scheduleReload();
    onStateChange(job);
  };

  return Object.assign(store, {
    start(): () => void {
      const stop = client.on('job.changed', changed);
      reload();
      // The GPU view names the jobs that hold GPUs, whatever the list shows.
      client
        .request('jobs.list', {
          search: '',
          states: ['queued', 'preparing', 'setup', 'executing', 'collecting'],
          offset: 0,
          limit: 500,
        })
        .then((page) => put(page.jobs.filter((job) => !store.getState().byId.has(job.id))), onError);
      return () => {
        stop();
        if (refreshTimer !== null) clearTimeout(refreshTimer);
        refreshTimer = null;
      };
    },
    reload,
    setFilter: (filter: JobFilter) => requery({ filter }),
    setSearch: (search: string) => requery({ search }),
    /** Rows `first` to `last` are in view: fetches what of them is not there. */
    show(first: number, last: number) {
      visible = pagesOf(first, last);
      const { list } = store.getState();
      for (const number of visible) {
        if (!list.pages.has(number) && !asked.has(number)) void fetchPage(number, generation);
      }
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
