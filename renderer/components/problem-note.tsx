import { CircleX } from 'lucide-react';
import type { Failure } from '../../shared/errors.ts';
import { plainLine } from '../../shared/text.ts';
import { useWords } from '../stores/stores.ts';

/** It may come up below what is in view. */
function intoView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'nearest' });
}

/** A failure in place, such as at the end of a form. */
export function ProblemNote({ failure }: { failure: Failure }) {
  const { message, advice } = useWords().describeFailure(failure);
  return (
    <div
      ref={intoView}
      role="alert"
      className="flex gap-2.5 rounded-lg border border-bad/30 bg-bad-soft px-3 py-2.5"
      data-selectable
    >
      <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{message}</p>
        {advice !== null && <p className="text-ink-2">{advice}</p>}
        {failure.details && (
          <pre className="mt-1 whitespace-pre-wrap font-mono text-xs wrap-anywhere">
            {failure.details.map(plainLine).join('\n')}
          </pre>
        )}
      </div>
    </div>
  );
}
