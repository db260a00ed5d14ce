import { type Phase, phaseSchema } from '../../../shared/errors.ts';
import { isFinal, type Job } from '../../../shared/jobs.ts';
import { needsSetup, wasAllKept } from './needs.ts';

/** `kept` is a setup that was not needed, because earlier jobs have left all that the job needs. */
export type PhaseStatus = 'pending' | 'active' | 'done' | 'failed' | 'skipped' | 'kept';

export interface PhaseView {
  phase: Phase;
  status: PhaseStatus;
  startedAt: number | null;
  endedAt: number | null;
}

type Phased = Parameters<typeof needsSetup>[0] &
  Parameters<typeof wasAllKept>[0] &
  Pick<Job, 'state' | 'endedAt' | 'failure'>;

/** Where each phase of the job stands. A phase that ended the job early counts as failed, whatever ended it. */
export function phasesOf(job: Phased): PhaseView[] {
  const order = phaseSchema.options;
  const over = isFinal(job.state);
  const lastReached = Math.max(-1, ...job.phases.map((record) => order.indexOf(record.phase)));
  return order.map((phase, index) => {
    const record = job.phases.findLast((other) => other.phase === phase);
    if (record === undefined) {
      const passed = over || index < lastReached;
      return { phase, status: unreached(job, phase, passed), startedAt: null, endedAt: null };
    }
    const endedHere = over && job.state !== 'succeeded' && (job.failure?.phase ?? order[lastReached]) === phase;
    const endedAt = record.endedAt ?? (over ? job.endedAt : null);
    const status = endedHere ? 'failed' : endedAt === null ? 'active' : 'done';
    return { phase, status, startedAt: record.startedAt, endedAt };
  });
}

/** How a phase stands that has not begun; `passed` tells that it will not begin any more. */
function unreached(job: Phased, phase: Phase, passed: boolean): PhaseStatus {
  if (phase === 'setup' && wasAllKept(job)) return 'kept';
  return passed || (phase === 'setup' && !needsSetup(job)) ? 'skipped' : 'pending';
}
