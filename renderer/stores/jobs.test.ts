import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isFinal, type Job, type JobMatch, jobPlaceSchema, jobStretchSchema } from '../../shared/jobs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { idAt } from './job-list.ts';
import { createJobsStore, holders } from './jobs.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** The store above a main process that knows `jobs`; `settle` lets answers and timers come. */
function setUp(jobs: Job[]) {
  const asked: { offset: number; search: string }[] = [];
  const hitsOf = ({ search, states }: JobMatch) =>
    jobs.filter(({ state, spec }) => (states.length === 0 || states.includes(state)) && spec.name.includes(search));
  const { bridge, announce } = pretendBridge({
    'jobs.list': (argument) => {
      const query = jobStretchSchema.parse(argument);
      asked.push({ offset: query.offset, search: query.search });
      const hits = hitsOf(query);
      return { jobs: hits.slice(query.offset, query.offset + query.limit), total: hits.length, counts: {} };
    },
    'jobs.ids': (argument) => {
      const query = jobStretchSchema.parse(argument);
      return hitsOf(query)
        .slice(query.offset, query.offset + query.limit)
        .map(({ id }) => id);
    },
    'jobs.place': (argument) => {
      const place = jobPlaceSchema.parse(argument);
      const index = hitsOf(place).findIndex(({ id }) => id === place.id);
      return index < 0 ? null : index;
    },
    'jobs.unfinished': () => jobs.filter(({ state }) => !isFinal(state)),
    'jobs.get': (id) => jobs.find((job) => job.id === id),
  });
  const onError = vi.fn();
  const onStateChange = vi.fn<(job: Job) => void>();
  const onQuery = vi.fn();
  const client = createClient({ bridge, onBadAnnouncement: onError, words: () => english });
  const store = createJobsStore({ client, onError, onQuery, onStateChange });
  store.start();
  const settle = () => vi.advanceTimersByTimeAsync(1000);
  return { store, jobs, asked, settle, onError, onStateChange, announce: (job: Job) => announce('job.changed', job) };
}

const many = () => Array.from({ length: 450 }, (_, index) => aJob(String(index)));
const nameAt = (store: ReturnType<typeof setUp>['store'], index: number) => {
  const { list, rows } = store.getState();
  return rows.get(idAt(list, index) ?? '')?.spec.name;
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
    expect(store.getState().rows.get(running.id)?.progress).toEqual({ step: 'checking' });
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

describe('new jobs above what is in view', () => {
  it('move it down by as many rows, and keep what was chosen', async () => {
    const { store, jobs, settle, announce } = setUp(many());
    await settle();
    store.show(150, 165);
    await settle();
    await store.choose(152, true, false);
    const before = nameAt(store, 150);
    for (const id of ['x', 'y', 'z']) jobs.unshift(aJob(id, 'queued'));
    announce(aJob('x', 'queued'));
    await settle();
    expect(store.getState().list.moved).toBe(3);
    expect(nameAt(store, 153)).toBe(before);
    expect(store.isChosen(155)).toBe(true);
    expect(store.isChosen(152)).toBe(false);
  });

  it('are simply there where the list is at its top', async () => {
    const { store, jobs, settle, announce } = setUp(many());
    await settle();
    jobs.unshift(aJob('x', 'queued'));
    announce(aJob('x', 'queued'));
    await settle();
    expect(store.getState().list.moved).toBe(0);
    expect(nameAt(store, 0)).toBe('x');
  });
});

describe('choosing', () => {
  it('goes from the last chosen row to the one that Shift was held at, rows included that were never fetched', async () => {
    const { store, settle } = setUp(many());
    await settle();
    await store.choose(2, true, false);
    store.show(300, 315);
    await settle();
    await store.choose(305, true, true);
    expect(store.selection()).toMatchObject({ kind: 'some', ids: { length: 304 } });
    await store.choose(304, false, false);
    expect(store.isChosen(304)).toBe(false);
    expect(store.isChosen(303)).toBe(true);
  });

  it('of all is of all that match, but those taken out', async () => {
    const { store, settle } = setUp(many());
    store.setSearch('44');
    await settle();
    store.chooseAll();
    await store.choose(1, false, false);
    expect(store.selection()).toEqual({
      kind: 'matching',
      search: '44',
      states: [],
      except: [aJob('144').id],
    });
  });

  it('ends with another search, but not with another order', async () => {
    const { store, settle } = setUp(many());
    await settle();
    await store.choose(1, true, false);
    store.sortBy('name');
    await settle();
    expect(store.selection()).toMatchObject({ kind: 'some', ids: [aJob('1').id] });
    store.setSearch('4');
    await settle();
    expect(store.selection()).toMatchObject({ kind: 'matching', search: '4', except: [] });
  });
});

it('sorts by what people look for first, then the other way round', async () => {
  const { store } = setUp(many());
  const sorts = (['name', 'name', 'duration', 'duration', 'created'] as const).map((by) => {
    store.sortBy(by);
    return store.getState().sort;
  });
  expect(sorts.map(({ descending }) => descending)).toEqual([false, true, true, false, true]);
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
