import type { GpuBand, GpuHistory, GpuSeries } from '../../../shared/gpus.ts';
import type { ChartBand, ChartLimit, ChartRange, ChartSeries } from '../../components/chart/model.ts';
import type { Words } from '../../language/words.ts';

/** One chart of a GPU. */
export interface GpuChart {
  label: string;
  series: readonly ChartSeries[];
  range: ChartRange;
  limit: ChartLimit | null;
  /** When the driver held the clocks down. */
  bands: readonly ChartBand[];
}

const percent: ChartRange = { kind: 'fixed', min: 0, max: 100 };
const auto: ChartRange = { kind: 'auto' };

const inGiB = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : value / 1024));

/** The charts of a GPU, from the top. One that the driver never reports a value for is left out. */
export function chartsOf(series: GpuSeries, stepMs: number, { t, formatCount }: Words): GpuChart[] {
  const totalGiB = Math.round(series.memoryTotalMiB / 102.4) / 10;
  const charts: GpuChart[] = [
    {
      label: t('gpus.measure.utilisation'),
      series: [{ name: t('gpus.measure.utilisation'), colour: 'use', unit: '%', values: series.utilisationPercent }],
      range: percent,
      limit: null,
      bands: [],
    },
    {
      label: t('gpus.measure.memory'),
      series: [
        {
          name: t('gpus.measure.memory'),
          colour: 'memory',
          unit: 'GiB',
          digits: 1,
          values: inGiB(series.memoryUsedMiB),
        },
      ],
      range: { kind: 'fixed', min: 0, max: totalGiB },
      limit: null,
      bands: [],
    },
    {
      label: t('gpus.measure.power'),
      series: [{ name: t('gpus.measure.power'), colour: 'power', unit: 'W', values: series.powerW }],
      range: auto,
      limit:
        series.powerLimitW === null
          ? null
          : {
              value: series.powerLimitW,
              label: t('gpus.powerLimit', { watts: formatCount(Math.round(series.powerLimitW)) }),
            },
      bands: [],
    },
    {
      label: t('gpus.measure.temperature'),
      series: [{ name: t('gpus.measure.temperature'), colour: 'heat', unit: '°C', values: series.temperatureC }],
      range: percent,
      limit: null,
      bands: [],
    },
    {
      label: t('gpus.measure.smClock'),
      series: [{ name: t('gpus.measure.smClock'), colour: 'clock', unit: 'MHz', values: series.clockMHz }],
      range: auto,
      limit: null,
      bands: throttledBands(series, stepMs, t('gpus.heldDown')),
    },
    {
      label: t('gpus.measure.memoryClock'),
      series: [{ name: t('gpus.measure.memoryClock'), colour: 'clock', unit: 'MHz', values: series.memoryClockMHz }],
      range: auto,
      limit: null,
      bands: [],
    },
    {
      label: t('gpus.measure.fan'),
      series: [{ name: t('gpus.measure.fan'), colour: 'flow', unit: '%', values: series.fanPercent }],
      range: percent,
      limit: null,
      bands: [],
    },
  ];
  return charts.filter(({ series: lines }) => lines.some(({ values }) => values.some((value) => value !== null)));
}

/** Stretches in which the driver held the clocks down, each by the same name. */
export function throttledBands({ uuid, times, throttled }: GpuSeries, stepMs: number, name: string): ChartBand[] {
  const bands: ChartBand[] = [];
  let open: ChartBand | null = null;
  times.forEach((time, index) => {
    if ((throttled[index] ?? 0) <= 0) {
      open = null;
      return;
    }
    const to = time + stepMs;
    if (open === null) {
      open = { id: `${uuid}-${time}`, name, from: time, to, tone: 'warn' };
      bands.push(open);
    } else {
      open.to = to;
    }
  });
  return bands;
}

/** The jobs that held a GPU, as bands. */
export function jobBands(jobs: readonly GpuBand[], uuid: string, { nameOf }: Pick<Words, 'nameOf'>): ChartBand[] {
  return jobs
    .filter(({ gpuUuids }) => gpuUuids.includes(uuid))
    .map(({ jobId, name, from, to }) => ({
      id: jobId,
      name: nameOf(name),
      from,
      to,
      tone: to === null ? 'now' : 'past',
    }));
}

/** What is recorded of one GPU; undefined for a GPU that came after the history was fetched. */
export const seriesOf = (history: GpuHistory | null, uuid: string): GpuSeries | undefined =>
  history?.gpus.find((series) => series.uuid === uuid);
