import { type ReactNode, useId } from 'react';
import { cx } from '../../components/cx.ts';

interface CardProps {
  title: ReactNode;
  /** Beside the title. */
  note?: ReactNode;
  /** At the end of the title's line: where there is more. */
  more?: ReactNode;
  testId?: string;
  className?: string;
  children: ReactNode;
}

/** One question of the overview, with its answer. */
export function Card({ title, note, more, testId, className, children }: CardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      data-testid={testId}
      className={cx('rounded-lg border border-line bg-surface px-4 pt-3 pb-4 shadow-card', className)}
    >
      <div className="mb-2 flex h-7 items-center gap-2.5">
        <h2 id={id} className="whitespace-nowrap font-semibold">
          {title}
        </h2>
        {note !== undefined && <p className="min-w-0 truncate text-ink-3 text-xs">{note}</p>}
        {more !== undefined && <div className="ml-auto shrink-0">{more}</div>}
      </div>
      {children}
    </section>
  );
}

/** Leads from a card to the view that has more. */
export function More({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="rounded-sm text-accent-ink text-xs underline-offset-3 hover:underline"
    >
      {children}
    </button>
  );
}
