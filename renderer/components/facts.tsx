import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface FactsProps {
  facts: readonly (readonly [term: string, value: ReactNode])[];
  className?: string;
}

/** Terms and their values, aligned in two columns. */
export function Facts({ facts, className }: FactsProps) {
  return (
    <dl className={cx('grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5', className)}>
      {facts.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-3">{term}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
