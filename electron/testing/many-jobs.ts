import type { Failure } from '../../shared/errors.ts';
import type { Job, JobState } from '../../shared/jobs.ts';
import { executionMs, worthOf } from '../../shared/pricing.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { inTransaction, openDatabase } from '../jobs/database.ts';
import { historyContent } from '../jobs/history.ts';
import { createJobStore, newJobId } from '../jobs/job-store.ts';
import { pricedLimits } from './priced-limits.ts';

const names = ['Train a classifier', 'Render frames', 'Fine-tune', 'Embed documents', 'Simulate', 'Sweep', 'Évaluer'];

const endings: readonly JobState[] = [
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
];

/**
 * Writes a history of jobs that are over to the database file at `file`, much faster than they could have run: the newest
 * began a minute before `now`, in milliseconds, each other one a minute before. No app may have it open.
 */
export function writeManyJobs(file: string, count: number, now: number): void {
  const { database } = openDatabase(file, historyContent);
  try {
    // Nothing is lost that could not be written again.
    database.exec('PRAGMA synchronous = OFF');
    const store = createJobStore(database);
    const end = database.prepare(
      `UPDATE jobs SET state = :state, waiting_for = NULL, started_at = :startedAt, ended_at = :endedAt, exit_code = :exitCode,
         phases = :phases, limits = :limits, failure = :failure, outputs = :outputs WHERE id = :id`,
    );
    const result = database.prepare(
      'UPDATE listing SET execution_ms = ?, worth = ? WHERE job = (SELECT rowid FROM jobs WHERE id = ?)',
    );
    inTransaction(database, () => {
      for (let index = 0; index < count; index += 1) {
        const createdAt = now - (count - index) * 60_000;
        const job = queuedJob(index, createdAt);
        store.insert(job);
        const { phases, ...ended } = endOf(index, createdAt, now);
        end.run({ ...ended, id: job.id, phases: JSON.stringify(phases), limits: JSON.stringify(pricedLimits) });
        result.run(executionMs(phases), worthOf({ state: ended.state, phases, limits: pricedLimits }), job.id);
      }
    });
  } finally {
    database.close();
  }
}

function queuedJob(index: number, createdAt: number): Job {
  return {
    ...aJob('', 'queued'),
    id: newJobId(createdAt),
    spec: {
      name: `${names[index % names.length]} ${index + 1}`,
      script: 'script.py',
      requirements: index % 2 === 0 ? ['numpy>=2', 'torch==2.9.1'] : [],
      models: [],
      gpus: { count: index % 3, minMemoryMiB: 0 },
      timeoutSeconds: null,
    },
    source: index % 3 === 0 ? { kind: 'form' } : { kind: 'path', path: `/home/seller/jobs/batch-${index % 977}` },
    createdAt,
  };
}

const failures: Partial<Record<JobState, Failure>> = {
  failed: { code: 'script_failed', message: 'The script ended with exit code 1.', phase: 'executing', retryable: true },
  timed_out: {
    code: 'job_timed_out',
    message: 'The job was not finished after its time limit.',
    phase: 'executing',
    retryable: true,
  },
};

function endOf(index: number, createdAt: number, now: number) {
  const state = endings[index % endings.length] ?? 'succeeded';
  const startedAt = createdAt + 2_000;
  const endedAt = Math.min(startedAt + 1_000 + ((index * 7_919) % 3_600_000), now - 1_000);
  return {
    state,
    startedAt,
    endedAt,
    exitCode: state === 'succeeded' ? 0 : state === 'failed' ? 1 : null,
    phases: [{ phase: 'executing' as const, startedAt, endedAt }],
    failure: failures[state] ? JSON.stringify(failures[state]) : null,
    outputs:
      state === 'succeeded' && index % 5 === 0
        ? JSON.stringify({ files: 2, bytes: 1_000 + index, refused: [], refusedCount: 0 })
        : null,
  };
}
