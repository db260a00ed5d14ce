import path from 'node:path';
import { openHistory } from '../../electron/jobs/history.ts';
import { newJobId } from '../../electron/jobs/job-store.ts';
import { pricedLimits } from '../../electron/testing/priced-limits.ts';
import type { Failure } from '../../shared/errors.ts';
import type { Job, JobState } from '../../shared/jobs.ts';
import { aJob } from '../../shared/testing/a-job.ts';

const names = ['Train a classifier', 'Render frames', 'Fine-tune', 'Embed documents', 'Simulate', 'Sweep'];

const endings: readonly { state: JobState; way: JobState[]; failure: Failure | null; exitCode: number | null }[] = [
  { state: 'succeeded', way: ['preparing', 'executing', 'collecting'], failure: null, exitCode: 0 },
  { state: 'succeeded', way: ['preparing', 'setup', 'executing', 'collecting'], failure: null, exitCode: 0 },
  {
    state: 'failed',
    way: ['preparing', 'executing', 'collecting'],
    failure: {
      code: 'script_failed',
      message: 'The script ended with exit code 1.',
      phase: 'executing',
      retryable: true,
    },
    exitCode: 1,
  },
  { state: 'cancelled', way: ['preparing', 'setup'], failure: null, exitCode: null },
  {
    state: 'timed_out',
    way: ['preparing', 'setup'],
    failure: {
      code: 'setup_timed_out',
      message: 'Setup was not finished after 5 min 00 s, its time limit.',
      phase: 'setup',
      retryable: true,
    },
    exitCode: null,
  },
];

const minute = 60_000;
const lasts: Partial<Record<JobState, (index: number) => number>> = {
  preparing: () => 2_000,
  setup: (index) => 20_000 + (index % 7) * 9_000,
  executing: (index) => 3 * minute + (index % 9) * 1.3 * minute,
  collecting: () => 1_000,
};

/**
 * Writes a history of jobs that are over into a data folder, oldest first, one every 20 minutes, each at two dollars an hour;
 * no app may have it open.
 */
export function writeHistory(dataFolder: string, count: number, now = Date.now()): void {
  const history = openHistory(path.join(dataFolder, 'jobs.db'));
  const { jobs: store } = history;
  try {
    for (let index = 0; index < count; index += 1) {
      const ending = endings[index % endings.length];
      if (ending === undefined) continue;
      const createdAt = now - (count - index) * 20 * minute;
      const job = pastJob(index, createdAt, ending.way.includes('setup'));
      store.insert(job);
      let at = createdAt;
      for (const state of ending.way) {
        store.transition(job.id, state, { limits: pricedLimits }, at);
        at += lasts[state]?.(index) ?? 0;
      }
      store.transition(job.id, ending.state, { failure: ending.failure, exitCode: ending.exitCode }, at);
    }
  } finally {
    history.close();
  }
}

function pastJob(index: number, createdAt: number, twoPhases: boolean): Job {
  return {
    ...aJob('', 'queued'),
    id: newJobId(createdAt),
    spec: {
      name: `${names[index % names.length]} ${index + 1}`,
      script: 'script.py',
      requirements: twoPhases ? ['numpy>=2', 'torch==2.9.1'] : [],
      models: [],
      gpus: { count: index % 3, minMemoryMiB: 0 },
      timeoutSeconds: null,
    },
    source: index % 2 === 0 ? { kind: 'form' } : { kind: 'path', path: `/home/seller/jobs/batch-${index}` },
    createdAt,
  };
}
