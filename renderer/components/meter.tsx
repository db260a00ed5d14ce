import { cx } from './cx.ts';

const fills = {
  accent: 'bg-accent',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  idle: 'bg-idle',
} as const;

interface BarProps {
  label: string;
  /** 0 to 1; null means under way, nobody knows how far. */
  fraction: number | null;
  tone?: keyof typeof fills;
  className?: string;
}

/** How far a piece of work is. */
export function ProgressBar({ label, fraction, tone = 'accent', className }: BarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
      className={cx('h-1.5 overflow-hidden rounded-full bg-idle-soft', className)}
    >
      {fraction === null ? (
        <div className={cx('h-full w-1/3 animate-sweep rounded-full', fills[tone])} />
      ) : (
        <div
          className={cx('h-full origin-left rounded-full transition-transform duration-300', fills[tone])}
          style={{ transform: `scaleX(${fraction})` }}
        />
      )}
    </div>
  );
}

interface MeterProps {
  /** 0 to 1; null leaves the track empty: nobody reports the value. */
  fraction: number | null;
  tone?: keyof typeof fills;
  className?: string;
}

/**
 * How much of something is in use, as a bar. Its number stands beside it as text. It jumps from one reading to the next:
 * a bar that glides keeps the whole window drawing.
 */
export function Meter({ fraction, tone = 'accent', className }: MeterProps) {
  return (
    <div aria-hidden className={cx('h-1.5 overflow-hidden rounded-full bg-idle-soft', className)}>
      <div
        className={cx('h-full origin-left rounded-full', fills[tone])}
        style={{ transform: `scaleX(${Math.min(1, Math.max(0, fraction ?? 0))})` }}
      />
    </div>
  );
}
