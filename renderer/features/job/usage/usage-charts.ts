import type { JobLimits } from '../../../../shared/jobs.ts';
import type { JobGpuUsage, JobUsage, UsageMeasure } from '../../../../shared/usage.ts';
import type { ChartColour, ChartLimit, ChartRange, ChartSeries } from '../../../components/chart/model.ts';
import type { Words } from '../../../language/words.ts';

/** One chart of a job. */
export interface UsageChart {
  label: string;
  times: readonly number[];
  series: readonly ChartSeries[];
  range: ChartRange;
  limit: ChartLimit | null;
}

type Column = readonly (number | null)[];

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const gibibyte = 1024 * mebibyte;

const auto: ChartRange = { kind: 'auto' };
const scaled = (values: Column, unit: number) => values.map((value) => (value === null ? null : value / unit));
const isMeasured = (values: Column) => values.some((value) => value !== null);

/** Whether a limit is worth a line: far above all readings, it would press them flat. */
const isNear = (values: Column, limit: number) => values.some((value) => value !== null && value >= limit / 4);

/** In which unit a column of bytes is easy to read. */
function byteUnit(columns: readonly Column[]): { name: string; size: number } {
  const most = columns.reduce(
    (high, values) => values.reduce<number>((top, value) => Math.max(top, value ?? 0), high),
    0,
  );
  if (most >= gibibyte) return { name: 'GiB', size: gibibyte };
  return most >= mebibyte ? { name: 'MiB', size: mebibyte } : { name: 'KiB', size: kibibyte };
}

/** The charts of what the job’s containers used, from the top; one without a reading is left out. */
export function usageCharts(usage: JobUsage, limits: JobLimits | null, words: Words): UsageChart[] {
  const { t, formatBytes, formatDecimal } = words;
  const { times, mean, most } = usage;
  const chart = (
    label: string,
    lines: readonly { name?: string; colour: ChartColour; unit: string; digits: 0 | 1 | 2; values: Column }[],
    limit: ChartLimit | null = null,
  ): UsageChart => ({
    label,
    times,
    series: lines.map((line) => ({ name: label, ...line })),
    range: auto,
    limit,
  });
  const rate = (columns: readonly UsageMeasure[]) => {
    const { name, size } = byteUnit(columns.map((column) => mean[column]));
    return { unit: `${name}/s`, size };
  };
  const memoryLimit = limits && isNear(most.memory, limits.memoryBytes) ? limits.memoryBytes : null;
  const memory = byteUnit([most.memory, [memoryLimit]]);
  const disk = rate(['diskRead', 'diskWritten']);
  const log = rate(['logBytes']);
  const charts = [
    chart(
      t('usage.cpu'),
      [{ colour: 'use', unit: t('usage.cores', { count: 2 }), digits: 2, values: mean.cpu }],
      limits && isNear(mean.cpu, limits.cpus)
        ? {
            value: limits.cpus,
            label: t('usage.limit', { value: formatDecimal(limits.cpus, limits.cpus % 1 === 0 ? 0 : 1) }),
          }
        : null,
    ),
    // The highest readings: what counts is how near it came to its limit.
    chart(
      t('usage.memory'),
      [
        {
          colour: 'memory',
          unit: memory.name,
          digits: memory.size === gibibyte ? 2 : 0,
          values: scaled(most.memory, memory.size),
        },
      ],
      memoryLimit === null
        ? null
        : { value: memoryLimit / memory.size, label: t('usage.limit', { value: formatBytes(memoryLimit) }) },
    ),
    chart(t('usage.disk'), [
      {
        name: t('usage.diskRead'),
        colour: 'flow',
        unit: disk.unit,
        digits: 1,
        values: scaled(mean.diskRead, disk.size),
      },
      {
        name: t('usage.diskWritten'),
        colour: 'power',
        unit: disk.unit,
        digits: 1,
        values: scaled(mean.diskWritten, disk.size),
      },
    ]),
    chart(t('usage.logLines'), [
      { colour: 'clock', unit: t('usage.linesPerSecond'), digits: 0, values: mean.logLines },
    ]),
    chart(t('usage.logData'), [
      { colour: 'clock', unit: log.unit, digits: 1, values: scaled(mean.logBytes, log.size) },
    ]),
  ];
  return charts.filter(({ series }) => series.some(({ values }) => isMeasured(values)));
}

/** Of lines in one chart, in their order. */
const lineColours: readonly ChartColour[] = ['use', 'memory', 'power', 'clock'];

/** The charts of the job’s GPUs: a line each, or where there are too many to tell apart, their mean. */
export function gpuCharts({ gpus }: JobGpuUsage, { t }: Words): UsageChart[] {
  const [first] = gpus;
  if (first === undefined) return [];
  const lines = (label: string, alone: ChartColour, unit: string, digits: 0 | 1, of: (at: number) => Column) => {
    if (gpus.length > lineColours.length) {
      const columns = gpus.map((_, index) => of(index));
      const name = t('usage.gpuMean', { count: gpus.length });
      return [{ name, colour: alone, unit, digits, values: first.times.map((_, at) => meanAt(columns, at)) }];
    }
    return gpus.map(({ index }, at) => ({
      name: gpus.length === 1 ? label : t('usage.gpu', { index: String(index) }),
      colour: gpus.length === 1 ? alone : (lineColours[at] ?? alone),
      unit,
      digits,
      values: of(at),
    }));
  };
  const [use, memory] = [t('usage.gpuUse'), t('usage.gpuMemory')];
  const total = Math.max(...gpus.map(({ memoryTotalMiB }) => memoryTotalMiB)) / kibibyte;
  return [
    {
      label: use,
      times: first.times,
      series: lines(use, 'use', '%', 0, (at) => gpus[at]?.utilisationPercent ?? []),
      range: { kind: 'fixed', min: 0, max: 100 },
      limit: null,
    },
    {
      label: memory,
      times: first.times,
      series: lines(memory, 'memory', 'GiB', 1, (at) => scaled(gpus[at]?.memoryUsedMiB ?? [], kibibyte)),
      range: { kind: 'fixed', min: 0, max: Math.round(total * 10) / 10 },
      limit: null,
    },
  ];
}

function meanAt(columns: readonly Column[], at: number): number | null {
  const values = columns.flatMap((column) => column[at] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
