import { layOutBands } from '../../../components/chart/band-layout.ts';
import { ChartRow } from '../../../components/chart/chart-row.tsx';
import { type ChartBand, type ChartWindow, plotInset } from '../../../components/chart/model.ts';
import { cx } from '../../../components/cx.ts';
import { useWords } from '../../../stores/stores.ts';

/** Part of the width that a phase takes at least, so that a short one can be seen. */
const least = 0.006;

/** The phases of a job by name, under the charts of the same window. */
export function PhaseLane({ bands, window }: { bands: readonly ChartBand[]; window: ChartWindow }) {
  const { t } = useWords();
  return (
    <ChartRow as="div" heading={<span className="pt-1 font-medium text-xs">{t('usage.phases')}</span>}>
      <div style={{ paddingLeft: plotInset.left, paddingRight: plotInset.right }}>
        <ol aria-label={t('usage.phases')} className="relative h-6 rounded-sm bg-sunken">
          {layOutBands(bands, window, least).map(({ bands: together, left, width }) => {
            const names = together.map(({ name }) => name).join(', ');
            return (
              <li
                key={together[0]?.id}
                title={names}
                className={cx(
                  'absolute top-0.5 h-5 overflow-hidden rounded-sm px-1 text-2xs leading-5 ring-1 ring-inset',
                  together.some(({ tone }) => tone === 'now')
                    ? 'bg-accent-soft text-accent-ink ring-accent/40'
                    : 'bg-idle-soft text-ink-2 ring-line-strong',
                )}
                style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
              >
                <span className="block truncate">{names}</span>
              </li>
            );
          })}
        </ol>
      </div>
    </ChartRow>
  );
}
