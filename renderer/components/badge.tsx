import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  ClockAlert,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { JobState } from '../../shared/jobs.ts';
import { useWords } from '../stores/stores.ts';
import { cx } from './cx.ts';

export type Tone = 'accent' | 'good' | 'warn' | 'bad' | 'idle';

const soft: Readonly<Record<Tone, string>> = {
  accent: 'bg-accent-soft text-accent-ink',
  good: 'bg-good-soft text-good-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  idle: 'bg-idle-soft text-ink-2',
};

interface BadgeProps {
  tone?: Tone;
  icon?: LucideIcon | undefined;
  spin?: boolean;
  children: ReactNode;
  className?: string | undefined;
}

export function Badge({ tone = 'idle', icon: Icon, spin = false, children, className, ...rest }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5.5 items-center gap-1 whitespace-nowrap rounded-full px-2 font-medium text-xs',
        soft[tone],
        className,
      )}
      {...rest}
    >
      {Icon && <Icon aria-hidden className={cx('size-3.5', spin && 'animate-spin')} />}
      {children}
    </span>
  );
}

const looks: Readonly<Record<JobState, { tone: Tone; icon: LucideIcon; spin?: true }>> = {
  queued: { tone: 'idle', icon: CircleDashed },
  preparing: { tone: 'accent', icon: LoaderCircle, spin: true },
  setup: { tone: 'accent', icon: LoaderCircle, spin: true },
  executing: { tone: 'accent', icon: LoaderCircle, spin: true },
  collecting: { tone: 'accent', icon: LoaderCircle, spin: true },
  succeeded: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'bad', icon: CircleX },
  cancelled: { tone: 'idle', icon: Ban },
  timed_out: { tone: 'warn', icon: ClockAlert },
  interrupted: { tone: 'warn', icon: CircleAlert },
};

const inks: Readonly<Record<Tone, string>> = {
  accent: 'text-accent-ink',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  idle: 'text-ink-3',
};

export function StateBadge({ state }: { state: JobState }) {
  const { describeState } = useWords();
  const { tone, icon, spin } = looks[state];
  return (
    <span data-testid="job-state" data-state={state}>
      <Badge tone={tone} icon={icon} spin={spin ?? false}>
        {describeState(state)}
      </Badge>
    </span>
  );
}

/** The state as an icon alone, beside a text that names it. */
export function StateIcon({ state, className }: { state: JobState; className?: string }) {
  const { tone, icon: Icon, spin } = looks[state];
  return <Icon aria-hidden className={cx('size-4.5 shrink-0', inks[tone], spin && 'animate-spin', className)} />;
}
