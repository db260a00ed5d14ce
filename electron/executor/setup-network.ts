import type { JobLimits } from '../../shared/jobs.ts';

/** The one place that decides what the setup container may reach: an ordinary bridge network, or nothing. */
export function setupNetwork(limits: JobLimits): 'bridge' | 'none' {
  return limits.setupNetwork ? 'bridge' : 'none';
}
