import type { Job } from '../shared/jobs.ts';

/** How long the job runs or ran, in milliseconds; null before it starts. */
export function elapsedOf(job: Pick<Job, 'startedAt' | 'endedAt'>, now: number): number | null {
  return job.startedAt === null ? null : Math.max(0, (job.endedAt ?? now) - job.startedAt);
}
