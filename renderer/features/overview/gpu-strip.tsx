import { memo, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { GpuSeries } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { thinned } from '../../components/chart/spark-path.ts';
import { Sparkline } from '../../components/chart/sparkline.tsx';
import { cx } from '../../components/cx.ts';
import { useGpuWatch, useStores, useWords } from '../../stores/stores.ts';
import { seriesOf } from '../gpus/gpu-series.ts';
import { Holder } from '../gpus/holder.tsx';
import { gpusIn, useGpu } from '../gpus/use-gpu.ts';
import { Card, More } from './card.tsx';

const span = '10m';
/** From as many on, each takes one line. */
const many = 5;
/** Points that a line of this size can show. */
const points = 100;

/** The GPUs as small live charts. */
export function GpuStrip({ hotCelsius }: { hotCelsius: number }) {
  const { gpus, gpuHistory, view } = useStores();
  const { t } = useWords();
  const watching = useGpuWatch();
  const status = useStore(gpus, ({ value }) => value.status);
  const uuids = useStore(
    gpus,
    useShallow(({ value }) => gpusIn(value).map(({ uuid }) => uuid)),
  );
  const any = uuids.length > 0;
  useEffect(() => (watching && any ? gpuHistory.open(span) : undefined), [gpuHistory, watching, any]);
  const compact = uuids.length >= many;
  return (
    <Card
      title={t('overview.gpus.heading')}
      note={any ? t('overview.gpus.note') : undefined}
      more={<More onClick={() => view.go({ view: 'gpus' })}>{t('overview.gpus.showAll')}</More>}
      testId="overview-gpus"
    >
      {any ? (
        <ul
          aria-label={t('overview.gpus.heading')}
          className={cx(
            'grid gap-x-6',
            compact
              ? 'grid-cols-[repeat(auto-fit,minmax(min(100%,27rem),1fr))] gap-y-1.5'
              : 'grid-cols-[repeat(auto-fit,minmax(min(100%,14rem),1fr))] gap-y-4',
          )}
        >
          {uuids.map((uuid) => (
            <GpuGlance key={uuid} uuid={uuid} compact={compact} stale={status === 'lost'} hotCelsius={hotCelsius} />
          ))}
        </ul>
      ) : (
        <p className="py-1.5 text-ink-3">
          {status === 'starting' ? t('overview.gpus.looking') : t('overview.gpus.none')}
        </p>
      )}
    </Card>
  );
}

interface GpuGlanceProps {
  uuid: string;
  compact: boolean;
  /** The values are from before the driver was lost. */
  stale: boolean;
  hotCelsius: number;
}

const GpuGlance = memo(function GpuGlance({ uuid, compact, stale, hotCelsius }: GpuGlanceProps) {
  const { gpuHistory } = useStores();
  const { t, formatBytes, formatDecimal } = useWords();
  const gpu = useGpu(uuid);
  const series = useStore(gpuHistory, ({ history }) => seriesOf(history, uuid));
  const values = useMemo(() => lineOf(series), [series]);
  if (gpu === undefined) return null;
  const { utilisationPercent, memoryUsedMiB, memoryTotalMiB, temperatureC } = gpu;
  const name = cleanName(gpu.name).replace(/^NVIDIA /, '');
  const use =
    utilisationPercent === null ? '–' : t('overview.gpus.percent', { percent: Math.round(utilisationPercent) });
  const heat = temperatureC === null ? '–' : t('overview.gpus.degrees', { degrees: Math.round(temperatureC) });
  const memory =
    memoryUsedMiB === null
      ? '–'
      : `${formatDecimal(memoryUsedMiB / 1024, 1)} / ${formatBytes(memoryTotalMiB * 1024 ** 2)}`;
  const hot = temperatureC !== null && temperatureC >= hotCelsius;
  const line = <Sparkline values={values} colour="use" min={0} max={100} className={compact ? 'h-5' : 'h-9'} />;
  const figures = (
    <dl className={cx('flex shrink-0 items-baseline gap-3 whitespace-nowrap text-xs', !compact && 'justify-between')}>
      <Figure term={t('overview.gpus.utilisation')} className={cx('w-10 font-medium', !compact && 'text-left')}>
        {use}
      </Figure>
      <Figure term={t('overview.gpus.memory')} className={cx('w-24 text-ink-2', compact && 'max-[72rem]:sr-only')}>
        {memory}
      </Figure>
      <Figure term={t('overview.gpus.temperature')} className={cx('w-11', hot ? 'text-bad-ink' : 'text-ink-2')}>
        {heat}
      </Figure>
    </dl>
  );
  const common = { 'data-testid': 'overview-gpu', 'data-uuid': uuid, title: name };
  const index = (
    <span className="shrink-0 font-medium">
      <span className="sr-only">{t('overview.gpus.index', { index: gpu.index })}</span>
      <span aria-hidden className="grid size-6 place-items-center rounded-md bg-idle-soft text-ink-2 text-xs">
        {gpu.index}
      </span>
    </span>
  );
  if (compact) {
    return (
      <li {...common} className={cx('flex h-8 min-w-0 items-center gap-2.5', stale && 'grayscale')}>
        {index}
        <span className="min-w-20 flex-1 truncate">
          <Holder uuid={uuid} />
        </span>
        <span className="min-w-8 flex-1">{line}</span>
        {figures}
      </li>
    );
  }
  return (
    <li {...common} className={cx('min-w-0', stale && 'grayscale')}>
      <div className="mb-1.5 flex items-center gap-2.5">
        {index}
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <span className="max-w-[40%] min-w-0">
          <Holder uuid={uuid} />
        </span>
      </div>
      {line}
      <div className="mt-1.5">{figures}</div>
    </li>
  );
});

function lineOf(series: GpuSeries | undefined): readonly (number | null)[] {
  return series === undefined ? [] : thinned(series.times, series.utilisationPercent, points);
}

function Figure({ term, className, children }: { term: string; className: string; children: string }) {
  return (
    <div className={cx('text-right', className)}>
      <dt className="sr-only">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
