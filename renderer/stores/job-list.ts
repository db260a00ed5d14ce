import type { JobPage, JobRow, JobSort, JobState } from '../../shared/jobs.ts';

export const pageSize = 100;

/** Pages kept on each side of the visible ones. */
const pagesAround = 4;

/** Ids of the jobs that the list's query matches, as far as they were fetched. */
export interface JobList {
  /** Not every place of a page need be known. */
  pages: ReadonlyMap<number, readonly (string | undefined)[]>;
  total: number;
  counts: JobPage['counts'];
  /** False until the first page of the query has come. */
  loaded: boolean;
  /** Rows by which what is in view has been moved down in all, because jobs came in above it. */
  moved: number;
}

export const emptyJobList: JobList = { pages: new Map(), total: 0, counts: {}, loaded: false, moved: 0 };

export function idAt(list: JobList, index: number): string | undefined {
  return list.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/** Page numbers that cover the rows `first` to `last`, both included. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.max(0, last) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Puts an answer in its place; pages far from it are dropped and will be asked for again. */
export function withPage(list: JobList, number: number, page: JobPage): JobList {
  const pages = new Map([...list.pages].filter(([other]) => Math.abs(other - number) <= pagesAround));
  pages.set(
    number,
    page.jobs.map((job) => job.id),
  );
  const last = Math.ceil(page.total / pageSize);
  for (const other of pages.keys()) if (other >= last && other !== 0) pages.delete(other);
  return { ...list, pages, total: page.total, counts: page.counts, loaded: true };
}

/** The same jobs `by` rows further down; pages of which nothing is known are left out. */
export function movedDown(list: JobList, by: number): JobList {
  const pages = new Map<number, (string | undefined)[]>();
  for (const [number, ids] of list.pages) {
    for (const [index, id] of ids.entries()) {
      const place = number * pageSize + index + by;
      if (id === undefined || place < 0) continue;
      const page = pages.get(Math.floor(place / pageSize)) ?? [];
      page[place % pageSize] = id;
      pages.set(Math.floor(place / pageSize), page);
    }
  }
  return { ...list, pages, moved: list.moved + by };
}

/** Adds or replaces jobs, then forgets those that nothing shows any more. */
export function mergeJobs<J extends JobRow>(
  known: ReadonlyMap<string, J>,
  fresh: readonly J[],
  isKept: (job: J) => boolean,
): ReadonlyMap<string, J> {
  const jobs = new Map(known);
  for (const job of fresh) jobs.set(job.id, job);
  for (const [id, job] of jobs) if (!isKept(job)) jobs.delete(id);
  return jobs;
}

/** The order after a click on the heading of `by`: what people look for first, then the other way round. */
export function sortAfter(sort: JobSort, by: JobSort['by']): JobSort {
  const first = by === 'created' || by === 'duration' || by === 'ended';
  return { by, descending: sort.by === by ? !sort.descending : first };
}

export const runningStates: readonly JobState[] = ['preparing', 'setup', 'executing', 'collecting'];

export function isRunning(state: JobState): boolean {
  return runningStates.includes(state);
}

export type JobFilter =
  | 'all'
  | 'queued'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'cancelled'
  | 'interrupted';

export const jobFilters: readonly JobFilter[] = [
  'all',
  'queued',
  'running',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'interrupted',
];

/** The states that a filter stands for; none means every state. */
export function statesOf(filter: JobFilter): JobState[] {
  if (filter === 'all') return [];
  return filter === 'running' ? [...runningStates] : [filter];
}

export function countOf(counts: JobPage['counts'], filter: JobFilter): number {
  const states = statesOf(filter);
  const counted = states.length === 0 ? Object.values(counts) : states.map((state) => counts[state]);
  return counted.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
