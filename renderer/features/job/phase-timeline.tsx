import { Ban, Check, Circle, Clock, LoaderCircle, type LucideIcon, Minus, PackageCheck, X } from 'lucide-react';
import type { Phase } from '../../../shared/errors.ts';
import type { Job, JobLimits, JobState } from '../../../shared/jobs.ts';
import type { en } from '../../../shared/languages/en/en.ts';
import { formatSeconds } from '../../../shared/units.ts';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/meter.tsx';
import type { ProgressWords } from '../../language/words.ts';
import { useNow, useWords } from '../../stores/stores.ts';
import { describeKeptParts, wasAllKept } from './needs.ts';
import { type PhaseStatus, type PhaseView, phasesOf } from './phases.ts';

interface Look {
  icon: LucideIcon;
  bar: string;
  dot: string;
  text: string;
  says: keyof typeof en.job.phases.says;
}

const strong = 'font-semibold text-ink';

const looks: Readonly<Record<PhaseStatus, Look>> = {
  pending: { icon: Circle, bar: 'bg-idle-soft', dot: 'text-line-strong', text: 'text-ink-3', says: 'pending' },
  active: { icon: LoaderCircle, bar: 'animate-pulse bg-accent', dot: 'text-accent-ink', text: strong, says: 'active' },
  done: { icon: Check, bar: 'bg-good', dot: 'bg-good-soft text-good-ink', text: 'text-ink', says: 'done' },
  failed: { icon: X, bar: 'bg-bad', dot: 'bg-bad-soft text-bad-ink', text: strong, says: 'failed' },
  skipped: { icon: Minus, bar: 'bg-idle-soft', dot: 'text-ink-3', text: 'text-ink-3', says: 'skipped' },
  kept: {
    icon: PackageCheck,
    bar: 'bg-good',
    dot: 'bg-good-soft text-good-ink',
    text: 'text-ink',
    says: 'kept',
  },
};

/** The phase in which a job ended early looks like the job's own state. */
const endings: Partial<Readonly<Record<JobState, Look>>> = {
  cancelled: { icon: Ban, bar: 'bg-idle', dot: 'bg-idle-soft text-ink-2', text: strong, says: 'cancelled' },
  timed_out: { icon: Clock, bar: 'bg-warn', dot: 'bg-warn-soft text-warn-ink', text: strong, says: 'timed_out' },
  interrupted: { icon: X, bar: 'bg-warn', dot: 'bg-warn-soft text-warn-ink', text: strong, says: 'interrupted' },
};

export function PhaseTimeline({ job }: { job: Job }) {
  const { t } = useWords();
  return (
    <ol aria-label={t('job.phases.label')} className="grid grid-cols-4 gap-3 lg:gap-5">
      {phasesOf(job).map((view) => (
        <PhaseStep key={view.phase} view={view} ending={endings[job.state] ?? looks.failed} />
      ))}
    </ol>
  );
}

function PhaseStep({ view, ending }: { view: PhaseView; ending: Look }) {
  const { t, describePhase, formatDuration } = useWords();
  const { phase, status, startedAt, endedAt } = view;
  const look = status === 'failed' ? ending : looks[status];
  const Icon = look.icon;
  return (
    <li data-testid={`phase-${phase}`} data-status={status} className="min-w-0">
      <div className={cx('mb-2 h-0.75 rounded-full', look.bar)} />
      <div className="flex items-center gap-1.5 lg:gap-2">
        <span className={cx('grid size-5 shrink-0 place-items-center rounded-full', look.dot)}>
          <Icon aria-hidden className={cx('size-3.5', status === 'active' && 'size-4 animate-spin')} />
        </span>
        <span className={cx('truncate', look.text)}>
          {describePhase(phase)}
          <span className="sr-only">, {t(`job.phases.says.${look.says}`)}</span>
        </span>
        <span className="ml-auto whitespace-nowrap text-ink-3 text-xs">
          {status === 'skipped' ? (
            t('job.phases.skipped')
          ) : status === 'kept' ? (
            t('job.phases.notNeeded')
          ) : startedAt === null ? null : endedAt === null ? (
            <Running since={startedAt} />
          ) : (
            formatDuration(endedAt - startedAt)
          )}
        </span>
      </div>
    </li>
  );
}

function Running({ since }: { since: number }) {
  return useWords().formatRunning(useNow() - since);
}

/** Why there was no setup to wait for. */
export function SetupWasKept({ job }: { job: Job }) {
  const words = useWords();
  if (!wasAllKept(job)) return null;
  return (
    <p data-testid="all-kept" className="flex items-center gap-2 text-ink-2">
      <PackageCheck aria-hidden className="size-4 shrink-0 text-good" />
      <span>
        {words.t.rich('job.kept.all', {
          parts: describeKeptParts(job, words),
          strong: (chunks) => <span className="font-medium text-ink">{chunks}</span>,
        })}
      </span>
    </p>
  );
}

/** What a running job does: its step, or how much of its time is used. One height, so that nothing below moves. */
export function RunningStep({ job }: { job: Job }) {
  const { describeProgress } = useWords();
  const { progress } = job;
  return (
    <div data-testid={progress === null ? 'time-used' : 'setup-progress'} data-step={progress?.step} className="h-8">
      {progress === null ? <TimeUsed job={job} /> : <StepBar tone="accent" {...describeProgress(progress)} />}
    </div>
  );
}

function StepBar({ label, detail, fraction, tone }: ProgressWords & { tone: 'accent' | 'idle' }) {
  return (
    <>
      <div className="flex items-baseline gap-3 text-xs">
        <span className="min-w-0 truncate">
          <bdi>{label}</bdi>
        </span>
        <span className="ml-auto shrink-0 text-ink-3">{detail}</span>
      </div>
      <ProgressBar label={label} fraction={fraction} tone={tone} className="mt-1.5" />
    </>
  );
}

function TimeUsed({ job }: { job: Job }) {
  const now = useNow();
  const { t, formatRunning } = useWords();
  const record = job.phases.at(-1);
  if (record === undefined || record.endedAt !== null || job.limits === null) return null;
  const seconds = timeLimitOf(record.phase, job.limits);
  if (seconds === null) return null;
  const used = Math.max(0, now - record.startedAt);
  return (
    <StepBar
      label={t(record.phase === 'setup' ? 'job.phases.settingUp' : 'job.phases.running')}
      detail={t('job.phases.timeUsed', { used: formatRunning(used), limit: formatSeconds(seconds) })}
      fraction={Math.min(1, used / (seconds * 1000))}
      tone="idle"
    />
  );
}

/** Seconds that a phase may take; null for one without a limit. */
export function timeLimitOf(phase: Phase, limits: JobLimits): number | null {
  if (phase === 'setup') return limits.setupTimeoutSeconds;
  return phase === 'executing' ? limits.timeoutSeconds : null;
}
