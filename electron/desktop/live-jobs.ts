import { isFinal, type Job } from '../../shared/jobs.ts';

/** The jobs that are not over, kept up to date by what is announced of them. */
export interface LiveJobs {
  /** Takes a change in; true where the job ended with it. */
  take(job: Job): boolean;
  /** Those past the queue, in the order in which they started. */
  running(): Job[];
}

export function createLiveJobs(unfinished: readonly Job[]): LiveJobs {
  const live = new Map(unfinished.map((job) => [job.id, job]));
  return {
    take(job) {
      if (isFinal(job.state)) return live.delete(job.id);
      live.set(job.id, job);
      return false;
    },
    running: () =>
      [...live.values()]
        .filter(({ state }) => state !== 'queued')
        .sort((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0)),
  };
}
