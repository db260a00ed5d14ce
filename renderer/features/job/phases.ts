import { type Phase, phaseSchema } from '../../../shared/errors.ts';
import { isFinal, type Job } from '../../../shared/jobs.ts';

export type PhaseStatus = 'pending' | 'active' | 'done' | 'failed' | 'skipped';

export interface PhaseView {
  phase: Phase;
  status: PhaseStatus;
  startedAt: number | null;
  endedAt: number | null;
}

/** Where each phase of the job stands. A phase that ended the job early counts as failed, whatever ended it. */
export function phasesOf(job: Pick<Job, 'state' | 'phases' | 'endedAt' | 'spec' | 'failure'>): PhaseView[] {
  const order = phaseSchema.options;
  const over = isFinal(job.state);
  const lastReached = Math.max(-1, ...job.phases.map((record) => order.indexOf(record.phase)));
  return order.map((phase, index) => {
    const record = job.phases.findLast((other) => other.phase === phase);
    if (record === undefined) {
      const passed = over || index < lastReached || (phase === 'setup' && job.spec.requirements.length === 0);
      return { phase, status: passed ? 'skipped' : 'pending', startedAt: null, endedAt: null };
    }
    const endedHere = over && job.state !== 'succeeded' && (job.failure?.phase ?? order[lastReached]) === phase;
    const endedAt = record.endedAt ?? (over ? job.endedAt : null);
    const status = endedHere ? 'failed' : endedAt === null ? 'active' : 'done';
    return { phase, status, startedAt: record.startedAt, endedAt };
  });
}
