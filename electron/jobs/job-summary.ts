import type { DatabaseSync } from 'node:sqlite';
import { type Failure, failureSchema } from '../../shared/errors.ts';
import { type DaySummary, type JobsSummary, jobStateSchema, type SummaryQuery } from '../../shared/jobs.ts';
import { reading } from './database.ts';
import { json } from './job-columns.ts';

/** What came of jobs, day by day. A day costs what its own jobs cost, however long the history is. */
export interface JobSummary {
  read(query: SummaryQuery): JobsSummary;
}

/** The rest of time. */
const never = Number.MAX_SAFE_INTEGER;

/** The summary of an open history. */
export function createJobSummary(database: DatabaseSync): JobSummary {
  const ended = database.prepare(
    `SELECT state, count(*) AS jobs, sum(execution_ms) AS execution_ms, sum(worth) AS worth
     FROM listing INDEXED BY listing_results
     WHERE ended_at >= ? AND ended_at < ? AND job NOT IN (SELECT job FROM trash) GROUP BY state`,
  );
  const lastWithGpus = database.prepare(
    `SELECT failure FROM jobs INDEXED BY jobs_with_gpus
     WHERE gpu_uuids <> '[]' AND ended_at IS NOT NULL AND rowid NOT IN (SELECT job FROM trash)
     ORDER BY ended_at DESC LIMIT 1`,
  );

  const dayOf = (from: number, to: number): DaySummary => {
    const day: DaySummary = { from, succeeded: 0, failed: 0, other: 0, executionMs: 0, worth: null };
    for (const row of ended.all(Math.round(from), Math.round(to))) {
      const state = jobStateSchema.safeParse(row.state);
      day[outcomeOf(state.data)] += Number(row.jobs);
      day.executionMs += Number(row.execution_ms);
      if (row.worth !== null) day.worth = (day.worth ?? 0) + Number(row.worth);
    }
    return day;
  };

  const gpuFailure = (): Failure | null => {
    const row = lastWithGpus.get();
    try {
      const failure = failureSchema.nullable().parse(json(row?.failure));
      return failure?.code === 'gpu_runtime_missing' ? failure : null;
    } catch {
      // A damaged row says nothing about GPUs.
      return null;
    }
  };

  return {
    read: ({ days }) =>
      reading(database, () => ({
        days: days.map((from, index) => dayOf(from, days[index + 1] ?? never)),
        gpuFailure: gpuFailure(),
      })),
  };
}

function outcomeOf(state: string | undefined): 'succeeded' | 'failed' | 'other' {
  if (state === 'succeeded') return 'succeeded';
  return state === 'failed' || state === 'timed_out' ? 'failed' : 'other';
}
