import type { Gpu } from '../../shared/gpus.ts';
import { readThrottle } from './throttle.ts';

/** A GPU as `--query-gpu` shows it: what runs on it is asked for apart. */
export type GpuReading = Omit<Gpu, 'processes'>;

export interface GpuSample {
  gpu: GpuReading;
  driverVersion: string;
}

/** What one driver is asked for, and how to read what it answers. */
export interface SampleQuery {
  /** For `nvidia-smi --query-gpu=`. */
  readonly fields: string;
  /** One line of `--format=csv,noheader,nounits`; null for any other line, such as a message. */
  parse(line: string): GpuSample | null;
  /** The query for a driver that does not know a field; null where nothing can be shown without it. */
  without(field: string): SampleQuery | null;
}

/** The fields, under the names that drivers have had for them, newest first. The name comes last: it may have commas in it. */
const wanted = {
  index: ['index'],
  uuid: ['uuid'],
  driverVersion: ['driver_version'],
  memoryTotal: ['memory.total'],
  memoryUsed: ['memory.used'],
  utilisation: ['utilization.gpu'],
  temperature: ['temperature.gpu'],
  power: ['power.draw'],
  powerLimit: ['power.limit'],
  fan: ['fan.speed'],
  clock: ['clocks.sm'],
  memoryClock: ['clocks.mem'],
  pcieGeneration: ['pcie.link.gen.gpucurrent', 'pcie.link.gen.current'],
  pcieWidth: ['pcie.link.width.current'],
  // Renamed in driver 535; later drivers know the old name as well, so far.
  throttle: ['clocks_event_reasons.active', 'clocks_throttle_reasons.active'],
  name: ['name'],
} as const;

type Column = keyof typeof wanted;
const columns = Object.keys(wanted).filter((column): column is Column => column in wanted);
const indispensable: readonly Column[] = ['index', 'uuid', 'name'];

/** The query for a driver that knows all fields but those `unknown`. */
export function createSampleQuery(unknown: ReadonlySet<string> = new Set()): SampleQuery {
  const asked = columns.flatMap((column) => {
    const name = wanted[column].find((each) => !unknown.has(each));
    return name === undefined ? [] : [{ column, name }];
  });

  return {
    fields: asked.map(({ name }) => name).join(','),

    parse(line) {
      const cells = line.split(',').map((cell) => cell.trim());
      if (cells.length < asked.length) return null;
      const values = new Map(asked.map(({ column }, place) => [column, cells[place]]));
      return sampleOf((column) => values.get(column), cells.slice(asked.length - 1).join(', '));
    },

    without(field) {
      if (!asked.some(({ name }) => name === field)) return null;
      const next = new Set([...unknown, field]);
      const lacking = indispensable.some((column) => wanted[column].every((name) => next.has(name)));
      return lacking ? null : createSampleQuery(next);
    },
  };
}

/** The field that a driver's message says it does not know; null for any other message. */
export function unknownField(message: string): string | null {
  return /Field "([\w.]+)" is not a valid field to query/.exec(message)?.[1] ?? null;
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `ERR!` and whatever else a driver says instead of a number is null. */
export function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

export function isGpuUuid(text: string | undefined): text is string {
  return text !== undefined && /^GPU-[0-9a-f-]+$/i.test(text);
}

function sampleOf(cell: (column: Column) => string | undefined, name: string): GpuSample | null {
  const number = (column: Column) => readNumber(cell(column));
  const index = number('index');
  const uuid = cell('uuid');
  if (index === null || !isGpuUuid(uuid)) return null;
  const gpu: GpuReading = {
    uuid,
    index,
    name,
    // Machines whose GPU shares the system's memory report none of its own.
    memoryTotalMiB: number('memoryTotal') ?? 0,
    memoryUsedMiB: number('memoryUsed'),
    utilisationPercent: number('utilisation'),
    temperatureC: number('temperature'),
    powerW: number('power'),
    powerLimitW: number('powerLimit'),
    fanPercent: number('fan'),
    clockMHz: number('clock'),
    memoryClockMHz: number('memoryClock'),
    pcieGeneration: number('pcieGeneration'),
    pcieWidth: number('pcieWidth'),
    throttledBy: readThrottle(cell('throttle')),
  };
  return { gpu, driverVersion: cell('driverVersion') ?? '' };
}
