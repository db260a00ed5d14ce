import type { Job } from '../../../shared/jobs.ts';
import type { Words } from '../../language/words.ts';
import { secondsLeftOf } from '../job/fetching.ts';
import { timeLimitOf } from '../job/phase-timeline.tsx';

/** How long a job may still take. */
export type TimeLeft =
  /** Then it is stopped. */
  | { kind: 'limit'; seconds: number }
  /** At the present rate. */
  | { kind: 'estimate'; seconds: number };

export interface RunningFacts {
  /** What it does now. */
  label: string;
  /** Figures of that, such as bytes; may be empty. */
  detail: string;
  /** 0 to 1; null where nobody can tell. */
  fraction: number | null;
  /** Whether `fraction` is the part of its time that is used, rather than of its work. */
  ofTime: boolean;
  left: TimeLeft | null;
}

type Running = Pick<Job, 'phases' | 'limits' | 'progress' | 'fetching'>;

/** What a running job is at, how far that is, and how long it may still take. `now` is in milliseconds since the epoch. */
export function runningFacts(job: Running, now: number, words: Words): RunningFacts {
  const { progress, fetching } = job;
  const used = timeUsed(job, now);
  const limit: TimeLeft | null =
    used === null ? null : { kind: 'limit', seconds: Math.max(0, (used.limitMs - used.ms) / 1000) };
  const seconds = fetching === null ? null : secondsLeftOf(fetching);
  const left: TimeLeft | null = seconds === null ? limit : { kind: 'estimate', seconds };
  const step =
    progress !== null ? words.describeProgress(progress) : fetching !== null ? words.describeFetching(fetching) : null;
  if (step !== null) return { ...step, ofTime: false, left };
  const phase = job.phases.at(-1)?.phase ?? 'preparing';
  const labels = {
    preparing: words.describePhase('preparing'),
    setup: words.t('overview.running.settingUp'),
    executing: words.t('overview.running.script'),
    collecting: words.describePhase('collecting'),
  } as const;
  return {
    label: labels[phase],
    detail: '',
    fraction: used === null ? null : Math.min(1, used.ms / used.limitMs),
    ofTime: used !== null,
    left,
  };
}

/** How much of its phase's time a job has used; null in a phase without a limit. */
function timeUsed({ phases, limits }: Running, now: number): { ms: number; limitMs: number } | null {
  const record = phases.at(-1);
  if (record === undefined || record.endedAt !== null || limits === null) return null;
  const seconds = timeLimitOf(record.phase, limits);
  return seconds === null ? null : { ms: Math.max(0, now - record.startedAt), limitMs: seconds * 1000 };
}
