import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../shared/errors.ts';
import { type Job, type JobState, jobsSummarySchema } from '../../shared/jobs.ts';
import { worthOf } from '../../shared/pricing.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { resolveLimits } from '../executor/limits.ts';
import { writeManyJobs } from '../testing/many-jobs.ts';
import { type History, openHistory } from './history.ts';
import { newJobId } from './job-store.ts';
import { migrations } from './migrations.ts';

let folder: string;
let file: string;
let history: History;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'summary-'));
  file = join(folder, 'jobs.db');
  history = openHistory(file);
});

afterEach(() => {
  vi.restoreAllMocks();
  history.close();
  rmSync(folder, { recursive: true });
});

interface Ended {
  at: number;
  as?: JobState;
  ranMs?: number;
  price?: number | null;
  gpuUuids?: string[];
  failure?: Failure | null;
}

/** Adds a job that ended as told. */
function ended({ at, as = 'succeeded', ranMs = 1_000, price = 3.6, gpuUuids = [], failure = null }: Ended): Job {
  const { jobs } = history;
  const job = { ...aJob('x', 'queued'), id: newJobId(at) };
  const limits = {
    ...resolveLimits(defaultSettings, job.spec, { cpus: 1, memoryBytes: 1 }, []),
    pricePerHour: price,
  };
  jobs.insert(job);
  jobs.transition(job.id, 'preparing', { limits, gpuUuids }, at - ranMs);
  jobs.transition(job.id, 'executing', {}, at - ranMs);
  if (as === 'succeeded') jobs.transition(job.id, 'collecting', {}, at);
  return jobs.transition(job.id, as, { failure }, at);
}

const read = (...days: number[]) => history.summary.read({ days }).days;

describe('what ended on some days', () => {
  it('is counted in the day in which it ended, the first moment of the next one being its own', () => {
    ended({ at: 99_999 });
    ended({ at: 100_000 });
    ended({ at: 199_999, ranMs: 150_000 });
    ended({ at: 200_000, as: 'failed' });
    ended({ at: 9_000_000 });
    expect(read(100_000, 200_000).map(({ from, succeeded, failed }) => [from, succeeded, failed])).toEqual([
      [100_000, 2, 0],
      [200_000, 1, 1],
    ]);
  });

  it('is told by how it ended', () => {
    for (const as of ['succeeded', 'failed', 'timed_out', 'cancelled', 'interrupted'] as const)
      ended({ at: 10_000, as });
    history.jobs.insert({ ...aJob('waits', 'queued'), id: newJobId(1) });
    expect(read(0)).toMatchObject([{ succeeded: 1, failed: 2, other: 2 }]);
  });

  it('has the time that scripts ran, and is worth what each job is at its own price', () => {
    const jobs = [
      ended({ at: 10_000_000, ranMs: 3_600_000, price: 2 }),
      ended({ at: 10_000_000, ranMs: 90_000, price: 0.5 }),
      ended({ at: 10_000_000, ranMs: 10, price: 3.6 }),
      ended({ at: 10_000_000, ranMs: 60_000, price: null }),
      ended({ at: 10_000_000, ranMs: 60_000, price: 2, as: 'failed' }),
    ];
    expect(jobs.map(worthOf)).toEqual([2_000_000, 12_500, 1_000, null, null]);
    expect(read(0)).toMatchObject([{ executionMs: 3_600_000 + 90_000 + 10 + 60_000 + 60_000, worth: 2_013_500 }]);
  });

  it('is worth nothing that could be told where no job had a price', () => {
    ended({ at: 10_000, price: null });
    expect(read(0)).toMatchObject([{ succeeded: 1, worth: null }]);
  });

  it('knows nothing of jobs that were deleted, until they are taken back', () => {
    const { id } = ended({ at: 10_000 });
    ended({ at: 10_000 });
    const deletion = history.trash.put({ kind: 'some', ids: [id] }, 30);
    expect(read(0)).toMatchObject([{ succeeded: 1, worth: 1_000, executionMs: 1_000 }]);
    history.trash.takeBack(deletion.id);
    expect(read(0)).toMatchObject([{ succeeded: 2, worth: 2_000, executionMs: 2_000 }]);
  });

  it('answers by the contract', () => {
    ended({ at: 10_000 });
    expect(jobsSummarySchema.parse(history.summary.read({ days: [0, 5] }))).toEqual(
      history.summary.read({ days: [0, 5] }),
    );
  });
});

describe('GPUs that could not be used', () => {
  const missing: Failure = { code: 'gpu_runtime_missing', message: 'No NVIDIA runtime.', retryable: true };
  const failed: Failure = { code: 'script_failed', message: 'It failed.', retryable: true };

  it('are told by the last job that was given some', () => {
    expect(history.summary.read({ days: [0] }).gpuFailure).toBeNull();
    ended({ at: 10, as: 'failed', gpuUuids: ['GPU-0'], failure: missing });
    ended({ at: 20, as: 'failed', failure: failed });
    expect(history.summary.read({ days: [0] }).gpuFailure).toEqual(missing);
    ended({ at: 30, as: 'failed', gpuUuids: ['GPU-0'], failure: failed });
    expect(history.summary.read({ days: [0] }).gpuFailure).toBeNull();
  });
});

describe('a history from before there were prices', () => {
  it('has the time that its jobs ran, and no worth', () => {
    ended({ at: 1_000, ranMs: 300 });
    ended({ at: 2_000, ranMs: 100 });
    history.close();
    const step = migrations.findIndex((sql) => sql.includes('execution_ms'));
    const old = new DatabaseSync(file);
    old.exec(`DROP INDEX listing_results; ALTER TABLE listing DROP COLUMN worth;
      ALTER TABLE listing DROP COLUMN execution_ms; PRAGMA user_version = ${step}`);
    old.close();
    history = openHistory(file);
    expect(read(0)).toEqual([{ from: 0, succeeded: 2, failed: 0, other: 0, executionMs: 400, worth: null }]);
  });
});

describe('a long history', () => {
  it('is summed up from one index, without a look at the jobs', () => {
    history.close();
    rmSync(file);
    writeManyJobs(file, 50, 1_763_000_000_000);
    const raw = new DatabaseSync(file);
    const asked: string[] = [];
    const prepare = DatabaseSync.prototype.prepare;
    vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql: string) {
      asked.push(sql);
      return prepare.call(this, sql);
    });
    history = openHistory(file);
    vi.restoreAllMocks();
    const planOf = (part: string) => {
      const sql = asked.find((each) => each.includes(part)) ?? '';
      return raw
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail));
    };
    expect(planOf('sum(worth)')[0]).toBe(
      'SEARCH listing USING COVERING INDEX listing_results (ended_at>? AND ended_at<?)',
    );
    expect(planOf('SELECT failure FROM jobs')[0]).toBe('SEARCH jobs USING INDEX jobs_with_gpus (ended_at>?)');
    raw.close();
  });
});
