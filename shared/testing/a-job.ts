import type { Job, JobState } from '../jobs.ts';

/** A job for tests, with `id` as its name and the end of its id. */
export const aJob = (id: string, state: JobState = 'succeeded'): Job => ({
  id: id.padStart(20, '0'),
  spec: {
    name: id,
    script: 'script.py',
    requirements: [],
    models: [],
    gpus: { count: 0, minMemoryMiB: 0 },
    timeoutSeconds: null,
  },
  source: { kind: 'form' },
  state,
  waitingFor: null,
  createdAt: 0,
  startedAt: null,
  endedAt: null,
  phases: [],
  progress: null,
  fetching: null,
  environment: null,
  models: [],
  gpuUuids: [],
  allowedHosts: [],
  limits: null,
  exitCode: null,
  failure: null,
  outputs: null,
});
