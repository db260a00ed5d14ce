import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

const looks = {
  accent: { box: 'bg-accent-soft border-accent/25', icon: 'text-accent-ink' },
  warn: { box: 'bg-warn-soft border-warn/30', icon: 'text-warn' },
  bad: { box: 'bg-bad-soft border-bad/30', icon: 'text-bad' },
} as const;

interface BannerProps {
  tone: keyof typeof looks;
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  /** Buttons at its end. */
  actions?: ReactNode;
  testId?: string;
}

/** A strip under the top bar: a state of the whole app, and what to do about it. */
export function Banner({ tone, icon: Icon, title, children, actions, testId }: BannerProps) {
  const look = looks[tone];
  return (
    <section
      aria-label={title}
      data-testid={testId}
      className={cx('flex animate-appear items-start gap-3 border-b px-4 py-2.5', look.box)}
    >
      <Icon aria-hidden className={cx('mt-0.5 size-4.5 shrink-0', look.icon)} />
      <div className="min-w-0 flex-1 py-0.5" data-selectable>
        <p className="font-medium wrap-anywhere">{title}</p>
        {children}
      </div>
      {actions && <div className="flex shrink-0 items-center gap-2 py-0.5">{actions}</div>}
    </section>
  );
}
