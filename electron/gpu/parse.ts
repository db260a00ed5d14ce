import type { Gpu } from '../../shared/gpus.ts';

/** What is asked of `nvidia-smi --query-gpu`. The name comes last: it may have commas in it. */
export const queryFields = [
  'index',
  'uuid',
  'driver_version',
  'memory.total',
  'memory.used',
  'utilization.gpu',
  'temperature.gpu',
  'power.draw',
  'power.limit',
  'fan.speed',
  'clocks.sm',
  'name',
] as const;

export interface GpuSample {
  gpu: Gpu;
  driverVersion: string;
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `ERR!` and whatever else a driver says instead of a number is null. */
function reading(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

/** One line of `--query-gpu=<queryFields> --format=csv,noheader,nounits`; null for any other line, such as a message. */
export function parseSample(line: string): GpuSample | null {
  const cells = line.split(',').map((cell) => cell.trim());
  const [index, uuid, driverVersion, total, used, utilisation, temperature, power, powerLimit, fan, clock, ...name] =
    cells;
  const number = reading(index);
  if (number === null || !uuid || !/^GPU-[0-9a-f-]+$/i.test(uuid) || name.length === 0) return null;
  const gpu: Gpu = {
    uuid,
    index: number,
    name: name.join(', '),
    // Machines whose GPU shares the system's memory report none of its own.
    memoryTotalMiB: reading(total) ?? 0,
    memoryUsedMiB: reading(used),
    utilisationPercent: reading(utilisation),
    temperatureC: reading(temperature),
    powerW: reading(power),
    powerLimitW: reading(powerLimit),
    fanPercent: reading(fan),
    clockMHz: reading(clock),
  };
  return { gpu, driverVersion: driverVersion ?? '' };
}
