import type { Failure } from '../../shared/errors.ts';
import type { JobOutputs } from '../../shared/jobs.ts';

/** How a job ended. */
export type JobOutcome =
  | { kind: 'succeeded'; outputs: JobOutputs }
  | { kind: 'failed' | 'timed_out'; failure: Failure; exitCode: number | null; outputs: JobOutputs | null }
  | { kind: 'cancelled' };
