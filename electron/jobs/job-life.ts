import type { JobEvent, JobGpuUsage, JobUsage } from '../../shared/usage.ts';
import type { GpuRecorder } from '../telemetry/gpu-history.ts';
import type { UsageRecorder } from '../telemetry/usage-recorder.ts';
import type { JobStore } from './job-store.ts';
import type { LedgerStore } from './ledger-store.ts';

/** What is recorded of a job’s life: what it used, and what happened to it. Throws AppError `not_found` only. */
export interface JobLife {
  usage(id: string): JobUsage;
  gpuUsage(id: string): JobGpuUsage;
  /** Oldest first. */
  events(id: string): JobEvent[];
}

interface JobLifeOptions {
  store: Pick<JobStore, 'get' | 'transitions'>;
  ledger: Pick<LedgerStore, 'read'>;
  usage: Pick<UsageRecorder, 'read' | 'cancelAskedAt'>;
  gpus: Pick<GpuRecorder, 'between'>;
}

export function createJobLife({ store, ledger, usage, gpus }: JobLifeOptions): JobLife {
  return {
    usage: (id) => usage.read(store.get(id).id),

    gpuUsage(id) {
      const { gpuUuids, startedAt, endedAt } = store.get(id);
      if (gpuUuids.length === 0 || startedAt === null) return { stepMs: 1_000, gpus: [] };
      return gpus.between(gpuUuids, startedAt, endedAt ?? Date.now());
    },

    events(id) {
      const { createdAt } = store.get(id);
      const [first] = ledger.read(id).entries;
      const askedAt = usage.cancelAskedAt(id);
      const events: JobEvent[] = [
        { kind: 'state', at: createdAt, state: 'queued' },
        ...store.transitions(id).map((transition) => ({ kind: 'state' as const, ...transition })),
      ];
      if (first) {
        const allowed = first.verdict.outcome === 'allowed';
        events.push({ kind: 'first_request', at: first.at, host: first.host, allowed });
      }
      if (askedAt !== null) events.push({ kind: 'cancel_asked', at: askedAt });
      // Those at the same time stay in the order of the states.
      return events.sort((one, other) => one.at - other.at);
    },
  };
}
