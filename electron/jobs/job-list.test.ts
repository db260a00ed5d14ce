import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type JobQuery, type JobRow, type JobSort, jobSortSchema, newestFirst } from '../../shared/jobs.ts';
import { writeManyJobs } from '../testing/many-jobs.ts';
import { type History, openHistory } from './history.ts';

const count = 157;
let folder: string;
let file: string;
let history: History;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-list-'));
  file = join(folder, 'jobs.db');
  writeManyJobs(file, count, 1_763_000_000_000);
  history = openHistory(file);
  // One that has not ended, among those that have.
  const { jobs } = history.jobs.list(query({ limit: 1 }));
  history.jobs.insert({
    ...history.jobs.get(jobs[0]?.id ?? ''),
    id: 'queued00000000000000',
    state: 'queued',
    startedAt: null,
    endedAt: null,
    failure: null,
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  history.close();
  rmSync(folder, { recursive: true });
});

const query = (change: Partial<JobQuery> = {}): JobQuery => ({
  search: '',
  states: [],
  sort: newestFirst,
  offset: 0,
  limit: 500,
  ...change,
});

const sorts: JobSort[] = jobSortSchema.shape.by.options.flatMap((by) =>
  [true, false].map((descending) => ({ by, descending })),
);
const named = ({ by, descending }: JobSort) => `${by} ${descending ? 'descending' : 'ascending'}`;

/** What a row is sorted by, as a number or text; null where it has none. */
const keys: Readonly<Record<JobSort['by'], (job: JobRow) => number | string | null>> = {
  created: ({ createdAt }) => createdAt,
  name: ({ spec }) =>
    spec.name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/\d+/, (d) => d.padStart(6, '0')),
  duration: ({ startedAt, endedAt }) => (startedAt === null || endedAt === null ? null : endedAt - startedAt),
  ended: ({ endedAt }) => endedAt,
  state: ({ state }) => ['queued', 'succeeded', 'failed', 'cancelled', 'timed_out'].indexOf(state),
};

function inOrder(jobs: readonly JobRow[], { by, descending }: JobSort): boolean {
  const values = jobs.map(keys[by]);
  return values.every((value, index) => {
    const before = index === 0 ? value : (values[index - 1] ?? null);
    if (value === null) return true;
    if (before === null) return false;
    return before === value || before < value !== descending;
  });
}

describe.each(sorts)('the order by $by, descending $descending', (sort) => {
  it('holds for all, for one state, and for what is found', () => {
    for (const match of [
      {},
      { states: ['failed' as const] },
      { search: 'r' },
      { search: 'batch', states: ['succeeded' as const, 'failed' as const] },
    ]) {
      const { jobs, total } = history.jobs.list(query({ sort, ...match }));
      expect(jobs).toHaveLength(total);
      expect(inOrder(jobs, sort), JSON.stringify(match)).toBe(true);
      expect(total).toBeGreaterThan(10);
    }
  });

  it('is the same page by page as at once, from either end, and gives each job its place', () => {
    for (const match of [{}, { states: ['succeeded' as const] }, { search: 'batch' }]) {
      const whole = history.jobs.ids(query({ sort, ...match }));
      const pages: string[] = [];
      for (let offset = 0; offset < whole.length + 20; offset += 20) {
        pages.push(...history.jobs.list(query({ sort, ...match, offset, limit: 20 })).jobs.map(({ id }) => id));
      }
      expect(pages).toEqual(whole);
      expect(new Set(pages).size).toBe(whole.length);
      const places = whole.map((id) => history.jobs.place({ ...query({ sort, ...match }), id }));
      expect(places).toEqual(whole.map((_, index) => index));
    }
  });
});

it('turns round with the direction', () => {
  for (const by of jobSortSchema.shape.by.options) {
    const down = history.jobs.ids(query({ sort: { by, descending: true }, states: ['succeeded'] }));
    const up = history.jobs.ids(query({ sort: { by, descending: false }, states: ['succeeded'] }));
    expect(up.reverse(), by).toEqual(down);
  }
});

it('gives a job no place in a list that it is not in', () => {
  const place = { ...query(), id: 'queued00000000000000' };
  expect(history.jobs.place(place)).toBe(0);
  expect(history.jobs.place({ ...place, states: ['failed'] })).toBeNull();
  expect(history.jobs.place({ ...place, search: 'nothing like it' })).toBeNull();
  expect(history.jobs.place({ ...place, id: '00000000000000000000' })).toBeNull();
});

describe('counts', () => {
  it('follow every change of state', () => {
    const { succeeded, failed } = history.jobs.list(query()).counts;
    history.jobs.transition('queued00000000000000', 'preparing', {}, 1);
    expect(history.jobs.list(query()).counts).toMatchObject({ preparing: 1, succeeded, failed });
    history.jobs.transition('queued00000000000000', 'failed', {}, 2);
    const { counts, total } = history.jobs.list(query());
    expect(counts).toMatchObject({ succeeded, failed: Number(failed) + 1 });
    expect(counts.queued).toBeUndefined();
    expect(total).toBe(count + 1);
  });
});

describe('search', () => {
  const found = (search: string) => history.jobs.list(query({ search })).total;

  it('finds words of any length anywhere, as reading every job would', () => {
    const all = history.jobs.list(query()).jobs;
    const text = ({ spec, id, source }: JobRow) =>
      [spec.name, id, source.kind, source.kind === 'path' ? source.path : ''].join('\n').toLowerCase();
    for (const word of [
      '1',
      '7',
      'é',
      'e',
      'ra',
      'er',
      '42',
      'ier',
      'Évalu',
      'seller/jobs',
      'batch-9',
      'form',
      'zz',
      '/',
    ]) {
      expect(found(word), word).toBe(all.filter((job) => text(job).includes(word.toLowerCase())).length);
    }
  });

  it('does not find a word across the end of a part', () => {
    const [job] = history.jobs.list(query({ search: 'sweep', limit: 1 })).jobs;
    expect(found(`${job?.spec.name.slice(-2)}${job?.id.slice(0, 4)}`)).toBe(0);
  });
});

describe('the way to the rows', () => {
  /** Every statement that `work` prepares, with how SQLite goes about it. */
  function plansOf(work: () => void): { sql: string; plan: string }[] {
    const prepared = vi.spyOn(DatabaseSync.prototype, 'prepare');
    work();
    const statements = prepared.mock.calls.map(([sql]) => sql);
    prepared.mockRestore();
    const reader = new DatabaseSync(file, { readOnly: true });
    try {
      return statements.map((sql) => {
        const steps = reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
        // How the found values are put together says nothing of the way to them.
        const details = steps.map((row) => String(row.detail)).filter((detail) => !detail.endsWith(' found'));
        return { sql, plan: details.join('; ') };
      });
    } finally {
      reader.close();
    }
  }

  const indexes: Readonly<Record<JobSort['by'], [all: string, state: string]>> = {
    created: ['^SCAN listing$', 'listing_by_state '],
    name: ['listing_by_name$', 'listing_by_state_name '],
    duration: ['listing_by_duration$', 'listing_by_state_duration '],
    ended: ['listing_by_ended$', 'listing_by_state_ended '],
    state: ['listing_by_rank$', 'listing_by_state '],
  };

  it.each(sorts.map((sort) => ({ sort, name: named(sort) })))(
    'leads along an index, without sorting: $name',
    ({ sort }) => {
      for (const offset of [0, 70]) {
        const [all, ...more] = plansOf(() => history.jobs.list(query({ sort, offset, limit: 10 })));
        expect(more).toEqual([]);
        expect(all?.plan).toMatch(new RegExp(indexes[sort.by][0]));
        const [state] = plansOf(() => history.jobs.list(query({ sort, states: ['succeeded'], offset, limit: 10 })));
        expect(state?.plan).toMatch(new RegExp(`SEARCH listing USING COVERING INDEX ${indexes[sort.by][1]}.*state=`));
        expect(`${all?.plan} ${state?.plan}`).not.toContain('TEMP B-TREE');
      }
    },
  );

  it('goes by state also where several are asked for', () => {
    const states = ['preparing', 'setup', 'executing', 'collecting'] as const;
    for (const { plan } of plansOf(() =>
      history.jobs.list(query({ states: [...states], sort: { by: 'name', descending: false } })),
    )) {
      expect(plan).toMatch(/^SEARCH listing USING COVERING INDEX listing_by_state_name \(state=/);
    }
  });

  it('counts nothing where nothing is searched, and counts words by their index alone', () => {
    const counted = plansOf(() => history.jobs.list(query({ states: ['failed'] })));
    expect(counted.filter(({ sql }) => sql.includes('count('))).toEqual([]);
    for (const search of ['e', 'er', 'train']) {
      const plans = plansOf(() => history.jobs.list(query({ search, limit: 10 })));
      expect(plans).toHaveLength(2);
      for (const { plan } of plans) expect(plan).toMatch(/^SCAN job_search VIRTUAL TABLE INDEX \d+:M\d+$/);
    }
  });

  it('never reads records to look for any, whatever is asked', () => {
    for (const sort of sorts) {
      for (const match of [
        {},
        { states: ['failed' as const] },
        { search: 'train' },
        { search: 'e', states: ['failed' as const] },
      ]) {
        const plans = plansOf(() => {
          history.jobs.list(query({ sort, ...match }));
          history.jobs.place({ ...query({ sort, ...match }), id: 'queued00000000000000' });
        });
        for (const { sql, plan } of plans) expect(plan, sql).not.toMatch(/SCAN (jobs|trash)/);
      }
    }
  });
});
