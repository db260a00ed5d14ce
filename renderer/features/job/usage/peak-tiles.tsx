import type { JobLimits } from '../../../../shared/jobs.ts';
import type { PhasePeaks } from '../../../../shared/usage.ts';
import { Meter } from '../../../components/meter.tsx';
import { useWords } from '../../../stores/stores.ts';
import { type Peak, peaksOf } from './peaks.ts';

/** Part of a limit from which a peak stands out. */
const near = 0.9;

/** The most that the job took, each beside its limit. */
export function PeakTiles({ peaks, limits }: { peaks: readonly PhasePeaks[]; limits: JobLimits | null }) {
  const words = useWords();
  return (
    <section aria-label={words.t('usage.peaks')}>
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-2.5">
        {peaksOf(peaks, limits, words).map((peak) => (
          <Tile key={peak.id} peak={peak} />
        ))}
      </dl>
    </section>
  );
}

function Tile({ peak: { id, label, used, limit, fraction, phases } }: { peak: Peak }) {
  const { t, describePhase } = useWords();
  return (
    <div
      data-testid={`peak-${id}`}
      className="min-w-0 rounded-lg border border-line bg-surface px-3 py-2.5 shadow-card"
    >
      <dt className="truncate text-ink-3 text-xs">{label}</dt>
      <dd>
        <p className="flex h-11 flex-col">
          {used === null ? (
            <span className="text-ink-3 text-md">
              <span aria-hidden>–</span>
              <span className="sr-only">{t('usage.notMeasured')}</span>
            </span>
          ) : (
            <span className="whitespace-nowrap font-semibold text-md">{used}</span>
          )}{' '}
          {limit !== null && <span className="truncate text-ink-3 text-xs">{t('usage.ofLimit', { limit })}</span>}
        </p>
        <Meter
          fraction={fraction}
          tone={fraction !== null && fraction >= near ? 'warn' : 'accent'}
          className="mt-1.5"
        />
        {phases.length > 0 && (
          <p className="mt-1.5 text-2xs text-ink-3">
            {phases.map(({ phase, used: some }) => (
              <span key={phase} className="block truncate">
                {t('usage.inPhase', { phase: describePhase(phase), value: some })}
              </span>
            ))}
          </p>
        )}
      </dd>
    </div>
  );
}
