import { Gauge } from 'lucide-react';
import { memo, type ReactNode, useMemo } from 'react';
import { useStore } from 'zustand';
import type { GpuSeries } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { thinned } from '../../components/chart/spark-path.ts';
import { Sparkline } from '../../components/chart/sparkline.tsx';
import { cx } from '../../components/cx.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { seriesOf } from './gpu-series.ts';
import { Holder } from './holder.tsx';
import { memoryOf, powerOf, type Reading, temperatureOf, utilisationOf } from './readings.ts';
import { useGpu } from './use-gpu.ts';
import { Value } from './value.tsx';

interface GpuTileProps {
  uuid: string;
  chosen: boolean;
  /** The values are from before the driver was lost. */
  stale: boolean;
}

/** Points that a line of this size can show. */
const points = 100;

function linesOf(series: GpuSeries | undefined) {
  if (series === undefined) return { utilisation: [], memory: [] };
  const { times, utilisationPercent, memoryUsedMiB } = series;
  return { utilisation: thinned(times, utilisationPercent, points), memory: thinned(times, memoryUsedMiB, points) };
}

/** One of several GPUs at a glance; it opens the details. */
export const GpuTile = memo(function GpuTile({ uuid, chosen, stale }: GpuTileProps) {
  const { gpuHistory, view } = useStores();
  const words = useWords();
  const gpu = useGpu(uuid);
  const series = useStore(gpuHistory, ({ history }) => seriesOf(history, uuid));
  const lines = useMemo(() => linesOf(series), [series]);
  if (gpu === undefined) return null;
  const { t, describeThrottle } = words;
  const name = cleanName(gpu.name);
  const throttled = gpu.throttledBy.map((reason) => describeThrottle(reason).name).join(', ');
  return (
    <li
      data-testid="gpu-card"
      data-uuid={uuid}
      className={cx(
        'relative flex min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface p-3 shadow-card transition-colors hover:border-line-strong',
        chosen && 'border-accent ring-1 ring-accent hover:border-accent',
      )}
    >
      <div className="flex items-center gap-2.5">
        <span
          aria-hidden
          className="grid size-8 shrink-0 place-items-center rounded-md bg-idle-soft font-semibold text-ink-2"
        >
          {gpu.index}
        </span>
        <div className="flex min-w-0 flex-1 flex-col items-start">
          <button
            type="button"
            aria-pressed={chosen}
            title={name}
            onClick={() => view.setState({ gpuChosen: uuid })}
            className="block max-w-full truncate rounded-sm text-left font-medium after:absolute after:inset-0 after:rounded-lg"
          >
            <span className="sr-only">{t('gpus.number', { index: String(gpu.index) })}, </span>
            {name.replace(/^NVIDIA /, '')}
          </button>
          <Holder uuid={uuid} />
        </div>
      </div>
      <div className={cx('flex flex-col gap-2', stale && 'grayscale')}>
        <dl className="grid grid-cols-[minmax(0,4fr)_minmax(0,7fr)] gap-2">
          <Figure reading={utilisationOf(gpu, words)}>
            <Sparkline values={lines.utilisation} colour="use" min={0} max={100} />
          </Figure>
          <Figure reading={memoryOf(gpu, words)}>
            <Sparkline values={lines.memory} colour="memory" min={0} max={gpu.memoryTotalMiB} />
          </Figure>
        </dl>
        <dl className="flex items-baseline gap-x-3 text-xs">
          <Small reading={temperatureOf(gpu, words)} />
          <Small reading={powerOf(gpu, words)} />
          {throttled !== '' && (
            <div
              className="ml-auto shrink-0 self-center text-warn-ink"
              title={t('gpus.clocksHeldBy', { reasons: throttled })}
            >
              <dt>
                <Gauge aria-hidden className="size-3.5" />
                <span className="sr-only">{t('gpus.clocksHeld')}</span>
              </dt>
              <dd className="sr-only">{throttled}</dd>
            </div>
          )}
        </dl>
      </div>
    </li>
  );
});

function Figure({ reading, children }: { reading: Reading; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-ink-3">{reading.label}</dt>
      <dd>
        <p className="flex items-baseline gap-1 whitespace-nowrap">
          <Value reading={reading} className="font-semibold text-md" />
        </p>
        {children}
      </dd>
    </div>
  );
}

function Small({ reading }: { reading: Reading }) {
  return (
    <div className="min-w-0">
      <dt className="sr-only">{reading.label}</dt>
      <dd className="flex items-baseline gap-1 whitespace-nowrap">
        <Value reading={reading} className="font-medium" />
      </dd>
    </div>
  );
}
