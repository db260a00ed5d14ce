import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gpuBandSchema } from '../../shared/gpus.ts';
import type { JobState } from '../../shared/jobs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { type History, openHistory } from './history.ts';
import { newJobId } from './job-store.ts';

let folder: string;
let file: string;
let history: History;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holds-'));
  file = join(folder, 'jobs.db');
  history = openHistory(file);
});

afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

/** Adds a job that began at `from` and ended at `to`; returns its id. */
function held(name: string, gpuUuids: string[], from: number, to: number | null, as: JobState = 'failed'): string {
  const id = newJobId(from);
  history.jobs.insert({
    ...aJob(name, 'queued'),
    id,
  });
  history.jobs.transition(id, 'preparing', { gpuUuids }, from);
  if (to !== null) history.jobs.transition(id, as, {}, to);
  return id;
}

const names = (from: number, to: number) => history.gpuHolds.within(from, to).map(({ name }) => name);

describe('the jobs that held GPUs within a span', () => {
  it('are those that began before its end and ended after its start, oldest first', () => {
    held('over', ['GPU-0'], 100, 199);
    held('not yet', ['GPU-0'], 301, 400);
    held('reaches in', ['GPU-0'], 150, 200);
    held('reaches out', ['GPU-1'], 290, 350);
    held('covers it', ['GPU-2'], 90, 500);
    held('runs', ['GPU-3'], 95, null);
    held('within', ['GPU-0'], 220, 230);
    held('without GPUs', [], 210, 240);
    expect(names(200, 300)).toEqual(['covers it', 'runs', 'reaches in', 'within', 'reaches out']);
  });

  it('are told as bands of the contract, with names that are fit to show', () => {
    const id = held('evil\u202ename\n\u0007', ['GPU-0', 'GPU-1'], 10, 20);
    const running = held('runs', ['GPU-2'], 15, null);
    const bands = history.gpuHolds.within(0, 100);
    expect(gpuBandSchema.array().parse(bands)).toEqual([
      { jobId: id, name: 'evil name', gpuUuids: ['GPU-0', 'GPU-1'], from: 10, to: 20 },
      { jobId: running, name: 'runs', gpuUuids: ['GPU-2'], from: 15, to: null },
    ]);
  });

  it('are the last 1,000 of more', () => {
    history.close();
    history = openHistory(':memory:');
    for (let n = 0; n < 1_003; n += 1) held(`job ${n}`, ['GPU-0'], n, n + 1);
    const found = names(0, 5_000);
    expect(found).toHaveLength(1_000);
    expect([found[0], found.at(-1)]).toEqual(['job 3', 'job 1002']);
  });

  it('are found without those whose record is damaged, and without one that was closed for it', () => {
    const id = held('damaged', ['GPU-0'], 10, 20);
    const closed = held('never ended', ['GPU-0'], 10, null);
    held('whole', ['GPU-0'], 10, 20);
    const raw = new DatabaseSync(file);
    raw.prepare(`UPDATE jobs SET gpu_uuids = '{' WHERE id = ?`).run(id);
    raw.prepare(`UPDATE jobs SET spec = '{' WHERE id = ?`).run(closed);
    raw.close();
    history.close();
    history = openHistory(file);
    expect(names(0, 100)).toEqual(['whole']);
  });

  it('are found without those that were deleted, until they are taken back', () => {
    const id = held('deleted', ['GPU-0'], 10, 20);
    held('kept', ['GPU-0'], 10, 20);
    const deletion = history.trash.put({ kind: 'some', ids: [id] }, 30);
    expect(names(0, 100)).toEqual(['kept']);
    history.trash.takeBack(deletion.id);
    expect(names(0, 100).toSorted()).toEqual(['deleted', 'kept']);
  });

  it('are looked up without reading the whole history', () => {
    const raw = new DatabaseSync(file);
    const plan = raw
      .prepare(`EXPLAIN QUERY PLAN SELECT id FROM jobs WHERE gpu_uuids <> '[]' AND ended_at >= ?`)
      .all(0)
      .map(({ detail }) => String(detail));
    raw.close();
    expect(plan.join()).toContain('jobs_with_gpus');
  });
});
