import { isFinal, type Job } from '../../../../shared/jobs.ts';
import { cleanName, plainLine } from '../../../../shared/text.ts';
import type { JobEvent } from '../../../../shared/usage.ts';
import type { Words } from '../../../language/words.ts';

/** A line of what happened. */
export interface EventRow {
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
  tone: 'idle' | 'now' | 'good' | 'warn' | 'bad';
  text: string;
  /** What is known besides, a line each. */
  notes: readonly string[];
  /** Milliseconds that what began here lasted; null while it lasts, and where nothing began. */
  lastedMs: number | null;
}

type Recorded = Pick<Job, 'state' | 'environment' | 'models' | 'limits' | 'failure' | 'outputs' | 'spec'>;

const finalTones = {
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'idle',
  timed_out: 'warn',
  interrupted: 'warn',
} as const;

/** What happened to a job, in order, with what is known of each step. */
export function eventRows(events: readonly JobEvent[], job: Recorded, words: Words): EventRow[] {
  const { t } = words;
  const states = events.filter((event) => event.kind === 'state');
  return events.map((event, index) => {
    const base = { key: `${index} ${event.kind}`, at: event.at, notes: [], lastedMs: null, tone: 'idle' } as const;
    if (event.kind === 'cancel_asked') return { ...base, text: t('usage.event.cancelAsked') };
    if (event.kind === 'first_request') {
      const host = plainLine(event.host);
      return event.allowed
        ? { ...base, text: t('usage.event.firstAllowed', { host }) }
        : { ...base, tone: 'warn', text: t('usage.event.firstRefused', { host }) };
    }
    const next = states[states.indexOf(event) + 1];
    const { state } = event;
    return {
      ...base,
      tone: toneOf(state, next === undefined),
      text: t(`usage.event.${state}`),
      notes: notesOf(state, job, words),
      lastedMs: next === undefined ? null : next.at - event.at,
    };
  });
}

function toneOf(state: Job['state'], last: boolean): EventRow['tone'] {
  for (const [final, tone] of Object.entries(finalTones)) if (final === state) return tone;
  return last ? 'now' : 'idle';
}

function notesOf(state: Job['state'], job: Recorded, words: Words): string[] {
  const { t, describeEnvironment, describeFailure, formatBytes } = words;
  if (state === 'preparing') return job.limits ? [t('usage.event.image', { image: cleanName(job.limits.image) })] : [];
  if (state === 'executing') {
    const count = (origin: string) => job.models.filter((model) => model.origin === origin).length;
    const [kept, fetched] = [count('kept'), count('fetched')];
    return [
      ...(job.environment
        ? [t('usage.event.environment', { origin: describeEnvironment(job.environment.origin) })]
        : []),
      ...(kept > 0 ? [t('usage.event.modelsKept', { count: kept })] : []),
      ...(fetched > 0 ? [t('usage.event.modelsFetched', { count: fetched })] : []),
    ];
  }
  if (!isFinal(state)) return [];
  const collected = job.outputs && {
    count: job.outputs.files,
    size: formatBytes(job.outputs.bytes),
  };
  return [
    ...(job.failure ? [describeFailure(job.failure).message] : []),
    ...(collected ? [t('usage.event.collected', collected)] : []),
  ];
}

/** Why the job ended, in one sentence; null while it has not. */
export function whyItEnded(
  job: Pick<Job, 'state' | 'failure' | 'phases' | 'startedAt' | 'endedAt'>,
  { t, describeFailure, describePhase, formatDuration }: Words,
): string | null {
  if (!isFinal(job.state)) return null;
  const last = job.phases.at(-1);
  const ran = formatDuration((job.endedAt ?? 0) - (job.startedAt ?? job.endedAt ?? 0));
  if (job.state === 'succeeded') {
    const script = job.phases.findLast(({ phase }) => phase === 'executing');
    const took = script === undefined ? ran : formatDuration((script.endedAt ?? script.startedAt) - script.startedAt);
    return t('usage.why.succeeded', { duration: took });
  }
  if (job.failure) return describeFailure(job.failure).message;
  if (job.state !== 'cancelled') return t('usage.why.failed', { duration: ran });
  if (last === undefined) return t('usage.why.cancelledQueued');
  return t('usage.why.cancelled', { phase: describePhase(last.phase), duration: ran });
}
