import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Job, jobQuerySchema } from '../../shared/jobs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { idAt } from './job-list.ts';
import { createJobsStore, holders } from './jobs.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** The store above a main process that knows `jobs`; `settle` lets answers and timers come. */
function setUp(jobs: Job[]) {
  const asked: { offset: number; search: string }[] = [];
  const { bridge, announce } = pretendBridge({
    'jobs.list': (argument) => {
      const query = jobQuerySchema.parse(argument);
      asked.push({ offset: query.offset, search: query.search });
      const hits = jobs.filter(
        ({ state, spec }) =>
          (query.states.length === 0 || query.states.includes(state)) && spec.name.includes(query.search),
      );
      return { jobs: hits.slice(query.offset, query.offset + query.limit), total: hits.length, counts: {} };
    },
    'jobs.get': (id) => jobs.find((job) => job.id === id),
  });
  const onError = vi.fn();
  const onStateChange = vi.fn<(job: Job) => void>();
  const onQuery = vi.fn();
  const client = createClient({ bridge, onBadAnnouncement: onError });
  const store = createJobsStore({ client, onError, onQuery, onStateChange });
  store.start();
  const settle = () => vi.advanceTimersByTimeAsync(1000);
  return { store, jobs, asked, settle, onError, onStateChange, announce: (job: Job) => announce('job.changed', job) };
}

const many = () => Array.from({ length: 450 }, (_, index) => aJob(String(index)));
const nameAt = (store: ReturnType<typeof setUp>['store'], index: number) => {
  const { list, byId } = store.getState();
  return byId.get(idAt(list, index) ?? '')?.spec.name;
};

describe('the list', () => {
  it('fetches the pages that come into view, each once', async () => {
    const { store, asked, settle } = setUp(many());
    await settle();
    asked.length = 0;
    store.show(180, 215);
    store.show(181, 216);
    await settle();
    expect(asked.map(({ offset }) => offset)).toEqual([100, 200]);
    expect(nameAt(store, 199)).toBe('199');
    expect(nameAt(store, 449)).toBeUndefined();
  });

  it('patches a row without asking again while only its progress changes', async () => {
    const running = aJob('a', 'setup');
    const { store, asked, settle, announce, onStateChange } = setUp([running, aJob('b')]);
    await settle();
    asked.length = 0;
    announce({ ...running, progress: { step: 'checking' } });
    await settle();
    expect(store.getState().byId.get(running.id)?.progress).toEqual({ step: 'checking' });
    expect(asked).toEqual([]);
    expect(onStateChange).not.toHaveBeenCalled();
  });

  it('asks again once when jobs change state in quick succession, so that filters and counts hold', async () => {
    const { store, jobs, asked, settle, announce, onStateChange } = setUp([aJob('a', 'setup'), aJob('b')]);
    await settle();
    asked.length = 0;
    const [first] = jobs;
    if (!first) throw new Error('no job');
    const fresh = aJob('c', 'queued');
    jobs.unshift(fresh);
    announce(fresh);
    announce({ ...first, state: 'executing' });
    await settle();
    expect(asked).toHaveLength(1);
    expect(nameAt(store, 0)).toBe('c');
    expect(onStateChange.mock.calls.map(([job]) => job.state)).toEqual(['queued', 'executing']);
  });

  it('throws away the late answer to an earlier search', async () => {
    const { store, settle } = setUp(many());
    store.setSearch('44');
    store.setSearch('449');
    await settle();
    expect(store.getState().list.total).toBe(1);
    expect(nameAt(store, 0)).toBe('449');
  });

  it('says why it could not be fetched, and forgets that when it can', async () => {
    const jobs = [{ ...aJob('x'), createdAt: Number.NaN }];
    const { store, settle } = setUp(jobs);
    await settle();
    expect(store.getState().failure).toMatchObject({ code: 'internal' });
    jobs.length = 0;
    store.reload();
    await settle();
    expect(store.getState().failure).toBeNull();
  });
});

describe('jobs that nothing lists', () => {
  it('are kept while they run or are open, and forgotten afterwards', async () => {
    const job = aJob('gone', 'executing');
    const { store, settle, announce } = setUp([]);
    await settle();
    announce(job);
    expect(store.getState().byId.has(job.id)).toBe(true);
    announce({ ...job, state: 'failed' });
    expect(store.getState().byId.has(job.id)).toBe(false);
  });
});

describe('holders', () => {
  it('names the running job of each GPU, and no job that is over', () => {
    const running = { ...aJob('a', 'executing'), gpuUuids: ['GPU-1', 'GPU-2'] };
    const over = { ...aJob('b'), gpuUuids: ['GPU-3'] };
    const held = holders(new Map([running, over].map((job) => [job.id, job])));
    expect([...held.keys()]).toEqual(['GPU-1', 'GPU-2']);
  });
});
