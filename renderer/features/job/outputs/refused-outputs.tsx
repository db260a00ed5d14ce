import { TriangleAlert } from 'lucide-react';
import type { JobOutputs } from '../../../../shared/jobs.ts';
import { useWords } from '../../../stores/stores.ts';
import { cleanPath } from './output-path.ts';

/** What stayed behind in the container, and why. */
export function RefusedOutputs({ outputs: { refused, refusedCount } }: { outputs: JobOutputs }) {
  const { t, describeRefusal } = useWords();
  if (refusedCount === 0) return null;
  return (
    <section
      aria-label={t('outputs.notCopied')}
      className="mx-5 mb-2.5 shrink-0 rounded-lg border border-warn/30 bg-warn-soft px-3 py-2"
    >
      <h2 className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
        {t('outputs.notCopiedCount', { count: refusedCount })}
      </h2>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="mt-1 max-h-20 overflow-y-auto pl-6"
      >
        {refused.map(({ path, reason }, index) => (
          <li key={`${index} ${path}`} className="flex items-baseline justify-between gap-6">
            <bdi className="min-w-0 font-mono text-xs leading-5 wrap-anywhere" data-selectable>
              {cleanPath(path)}
            </bdi>
            <span className="shrink-0 text-xs">{describeRefusal(reason)}</span>
          </li>
        ))}
        {refusedCount > refused.length && (
          <li className="text-xs">{t('outputs.moreRefused', { count: refusedCount - refused.length })}</li>
        )}
      </ul>
    </section>
  );
}
