import type { Gpu, GpuHistory, GpuSeries, GpuSpan } from '../../shared/gpus.ts';

/** How much time each span covers, in milliseconds. */
export const spanMs: Readonly<Record<GpuSpan, number>> = {
  '1m': 60_000,
  '10m': 600_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
};

/** GPUs as they were read at one moment, milliseconds since the epoch. */
export interface GpuSample {
  at: number;
  gpus: readonly Gpu[];
}

/** Milliseconds that a sample may be late before the time without one is a gap. */
const lateness = 2_000;

type Column = Exclude<keyof GpuSeries, 'uuid' | 'index' | 'name' | 'memoryTotalMiB' | 'powerLimitW' | 'times'>;

const readings: Readonly<Record<Column, (gpu: Gpu) => number | null>> = {
  utilisationPercent: (gpu) => gpu.utilisationPercent,
  memoryUsedMiB: (gpu) => gpu.memoryUsedMiB,
  powerW: (gpu) => gpu.powerW,
  temperatureC: (gpu) => gpu.temperatureC,
  fanPercent: (gpu) => gpu.fanPercent,
  clockMHz: (gpu) => gpu.clockMHz,
  memoryClockMHz: (gpu) => gpu.memoryClockMHz,
  throttled: (gpu) => (gpu.throttledBy.length > 0 ? 1 : 0),
};

/**
 * The history with one more sample, in the step that it falls in. What has left the span is dropped. GPUs that the
 * history does not know are left out.
 */
export function withSample(history: GpuHistory, sample: GpuSample): GpuHistory {
  const { stepMs } = history;
  const last = history.gpus[0]?.times.at(-1);
  if (last === undefined || sample.at < last) return history;
  // The window ends with a step, so that nothing moves within one.
  const to = last + (Math.floor((sample.at - last) / stepMs) + 1) * stepMs;
  const from = to - spanMs[history.span];
  return {
    ...history,
    from,
    to,
    gpus: history.gpus.map((series) => withReading(series, { stepMs, from, to }, sample)),
  };
}

type Steps = Pick<GpuHistory, 'stepMs' | 'from' | 'to'>;

function withReading(series: GpuSeries, { stepMs, from, to }: Steps, { at, gpus }: GpuSample): GpuSeries {
  const last = series.times.at(-1) ?? to - stepMs;
  const count = Math.max(0, Math.round((to - stepMs - last) / stepMs));
  const fresh = Array.from({ length: count }, (_, index) => last + (index + 1) * stepMs);
  const first = series.times.findIndex((time) => time >= from);
  const kept = first === -1 ? series.times.length : first;
  const late = at - (last + stepMs) <= lateness;
  const gpu = gpus.find(({ uuid }) => uuid === series.uuid);
  const column = (name: Column) => {
    const value = gpu === undefined ? null : readings[name](gpu);
    const values = series[name].slice(kept);
    if (count === 0 && value !== null && values.length > 0) values[values.length - 1] = value;
    for (let step = 1; step <= count; step += 1) values.push(step === count || late ? value : null);
    return values;
  };
  return {
    ...series,
    times: [...series.times.slice(kept), ...fresh],
    utilisationPercent: column('utilisationPercent'),
    memoryUsedMiB: column('memoryUsedMiB'),
    powerW: column('powerW'),
    temperatureC: column('temperatureC'),
    fanPercent: column('fanPercent'),
    clockMHz: column('clockMHz'),
    memoryClockMHz: column('memoryClockMHz'),
    throttled: column('throttled'),
  };
}
