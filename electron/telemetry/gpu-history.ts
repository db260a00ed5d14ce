import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Gpu, GpuBand, GpuHistory, GpuSeries, GpuSpan } from '../../shared/gpus.ts';
import { inTransaction } from '../jobs/database.ts';

/**
 * What was measured of the GPUs, on disk: steps of 1 s for 12 min, 10 s for 70 min, 2 min for 25 h. With 8 GPUs that is
 * below 3 MiB.
 */
export interface GpuRecorder {
  /**
   * Notes what the GPUs showed `at`, milliseconds since the epoch; the next reading is due `intervalMs` later. Written with
   * others every half minute; what cannot be written is a gap in a chart.
   */
  record(gpus: readonly Gpu[], at: number, intervalMs: number): void;
  /** The span up to now, with all that was noted. */
  read(span: GpuSpan): GpuHistory;
  /**
   * What was noted of some GPUs between two times, in the finest steps that are kept for so long, 720 at most. A GPU of
   * which nothing is left is missing.
   */
  between(uuids: readonly string[], from: number, to: number): { stepMs: number; gpus: GpuSeries[] };
  /** Writes what was noted and closes the database. */
  close(): void;
}

export interface GpuRecorderOptions {
  database: DatabaseSync;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The jobs that held GPUs between two times. */
  jobs: (from: number, to: number) => GpuBand[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The finest steps; the others are means over them, so they are kept for longer than the coarsest step lasts. */
const finest = { stepMs: second, keptMs: 12 * minute };
const coarsest = { stepMs: 2 * minute, keptMs: 25 * hour };
const coarser = [{ stepMs: 10 * second, keptMs: 70 * minute }, coarsest] as const;

/** How many steps are read at once at most. */
const mostSteps = 720;

interface Resolution {
  stepMs: number;
  keptMs: number;
}

const spans: Readonly<Record<GpuSpan, { lengthMs: number; stepMs: number }>> = {
  '1m': { lengthMs: minute, stepMs: second },
  '10m': { lengthMs: 10 * minute, stepMs: second },
  '1h': { lengthMs: hour, stepMs: 10 * second },
  '24h': { lengthMs: 24 * hour, stepMs: 2 * minute },
};

// A page of the database is written whole: the longer between two writes, the less the disk has to take.
const writeEveryMs = 30 * second;
const pruneEveryMs = minute;

type Column = Exclude<keyof GpuSeries, 'uuid' | 'index' | 'name' | 'memoryTotalMiB' | 'powerLimitW' | 'times'>;

const columns = [
  ['utilisationPercent', 'utilisation'],
  ['memoryUsedMiB', 'memory_used'],
  ['powerW', 'power'],
  ['temperatureC', 'temperature'],
  ['fanPercent', 'fan'],
  ['clockMHz', 'clock'],
  ['memoryClockMHz', 'memory_clock'],
  ['throttled', 'throttled'],
] as const satisfies readonly (readonly [Column, string])[];

interface Reading {
  gpu: Gpu;
  /** Starts of the finest steps that it stands for. */
  steps: number[];
}

/** Keeps what the GPUs show in an open database of measurements. */
export function createGpuRecorder({ database, now, jobs }: GpuRecorderOptions): GpuRecorder {
  const statements = prepare(database);
  const previous = new Map<string, { at: number; dueMs: number }>();
  let unwritten: Reading[] = [];
  let writtenAt = now();
  let prunedAt = Number.NEGATIVE_INFINITY;

  const write = (at: number): void => {
    const readings = unwritten;
    unwritten = [];
    writtenAt = at;
    if (readings.length === 0) return;
    inTransaction(database, () => {
      for (const reading of readings) statements.insert(reading);
      const touched = readings.flatMap(({ steps }) => steps);
      statements.rollUp(Math.min(...touched), Math.max(...touched));
      if (Math.abs(at - prunedAt) < pruneEveryMs) return;
      statements.prune(at);
      prunedAt = at;
    });
  };

  const tryToWrite = (at: number): void => {
    try {
      write(at);
    } catch {
      // A full disk: jobs will say so, and a chart has a gap.
    }
  };

  return {
    record(gpus, at, intervalMs) {
      for (const gpu of gpus) {
        unwritten.push({ gpu, steps: stepsFor(at, previous.get(gpu.uuid)) });
        previous.set(gpu.uuid, { at, dueMs: intervalMs });
      }
      for (const uuid of previous.keys()) if (!gpus.some((gpu) => gpu.uuid === uuid)) previous.delete(uuid);
      // Either way: the clock may have been set back.
      if (Math.abs(at - writtenAt) >= writeEveryMs) tryToWrite(at);
    },

    read(span) {
      const at = now();
      tryToWrite(at);
      const { lengthMs, stepMs } = spans[span];
      const to = Math.floor(at / stepMs) * stepMs + stepMs;
      const from = to - lengthMs;
      const gpus = seriesOf(statements.gpus(), statements.steps(stepMs, from, to), { from, to, stepMs });
      return { span, from, to, stepMs, gpus, jobs: jobs(from, at) };
    },

    between(uuids, begin, end) {
      const at = now();
      tryToWrite(at);
      const fits = ({ stepMs, keptMs }: Resolution) => begin >= at - keptMs && end - begin <= mostSteps * stepMs;
      const { stepMs, keptMs } = [finest, ...coarser].find(fits) ?? coarsest;
      const floor = (time: number) => Math.floor(time / stepMs) * stepMs;
      const to = floor(end) + stepMs;
      const from = Math.max(floor(begin), floor(at - keptMs), to - mostSteps * stepMs);
      if (from >= to) return { stepMs, gpus: [] };
      const wanted = statements.gpus().filter(({ uuid }) => uuids.includes(String(uuid)));
      return { stepMs, gpus: seriesOf(wanted, statements.steps(stepMs, from, to), { from, to, stepMs }) };
    },

    close() {
      tryToWrite(now());
      database.close();
    },
  };
}

/**
 * The seconds that a reading stands for: those since the reading before, unless one that was due has not come. So what was
 * sampled rarely makes a line in a chart, and what was not sampled a gap.
 */
function stepsFor(at: number, before: { at: number; dueMs: number } | undefined): number[] {
  const own = Math.floor(at / second);
  const overdue = !before || at <= before.at || at - before.at > before.dueMs * 1.5 + second;
  const first = overdue ? own : Math.min(Math.floor(before.at / second) + 1, own);
  return Array.from({ length: own - first + 1 }, (_, index) => (first + index) * second);
}

function prepare(database: DatabaseSync) {
  const names = columns.map(([, name]) => name);
  const knowGpu = database.prepare(
    `INSERT INTO gpus (uuid, position, name, memory_total, power_limit) VALUES (:uuid, :index, :name, :memory, :limit)
     ON CONFLICT (uuid) DO UPDATE SET
       position = excluded.position, name = excluded.name, memory_total = excluded.memory_total,
       power_limit = excluded.power_limit
     RETURNING id`,
  );
  const insertStep = database.prepare(
    `INSERT OR REPLACE INTO gpu_steps (step, at, gpu, ${names.join(', ')})
     VALUES (?, ?, ?, ${names.map(() => '?').join(', ')})`,
  );
  const rollUp = database.prepare(
    `INSERT OR REPLACE INTO gpu_steps (step, at, gpu, ${names.join(', ')})
     SELECT :step, at - at % :step AS start, gpu, ${names.map((name) => `avg(${name})`).join(', ')}
     FROM gpu_steps WHERE step = ${finest.stepMs} AND at >= :from AND at < :to GROUP BY start, gpu`,
  );
  const drop = database.prepare('DELETE FROM gpu_steps WHERE step = :step AND (at < :from OR at > :to)');
  const dropGpus = database.prepare('DELETE FROM gpus WHERE id NOT IN (SELECT gpu FROM gpu_steps)');
  const selectGpus = database.prepare('SELECT * FROM gpus ORDER BY position, uuid');
  const select = database.prepare(
    `SELECT gpu, at, ${names.join(', ')} FROM gpu_steps WHERE step = ? AND at >= ? AND at < ?`,
  );
  // A day of eight GPUs is 50,000 values.
  select.setReturnArrays(true);

  return {
    insert({ gpu, steps }: Reading): void {
      const { uuid, index, name, memoryTotalMiB: memory, powerLimitW: limit } = gpu;
      const id = Number(knowGpu.get({ uuid, index, name, memory, limit })?.id);
      const values = columns.map(
        ([column]): SQLInputValue => (column === 'throttled' ? Number(gpu.throttledBy.length > 0) : gpu[column]),
      );
      for (const at of steps) insertStep.run(finest.stepMs, at, id, ...values);
    },

    /** Works out anew what lies over the finest steps between two of them. */
    rollUp(first: number, last: number): void {
      for (const { stepMs: step } of coarser) {
        rollUp.run({ step, from: first - (first % step), to: last - (last % step) + step });
      }
    },

    /** Drops what is too old, and what is from a future that a wrong clock has shown. */
    prune(at: number): void {
      for (const { stepMs: step, keptMs } of [finest, ...coarser]) drop.run({ step, from: at - keptMs, to: at });
      dropGpus.run();
    },

    gpus: (): Record<string, SQLOutputValue>[] => selectGpus.all(),

    /** Rows of GPU, start of the step, and the columns in their order. */
    steps: (stepMs: number, from: number, to: number): unknown[] => select.all(stepMs, from, to),
  };
}

/** The series of those GPUs that have steps. */
function seriesOf(
  gpus: readonly Record<string, SQLOutputValue>[],
  steps: readonly unknown[],
  { from, to, stepMs }: Pick<GpuHistory, 'from' | 'to' | 'stepMs'>,
): GpuSeries[] {
  const times = Array.from({ length: (to - from) / stepMs }, (_, index) => from + index * stepMs);
  const all = new Map<unknown, GpuSeries>(gpus.map((gpu) => [gpu.id, emptySeries(gpu, times)]));
  const measured = new Set<GpuSeries>();
  for (const step of steps) {
    if (!Array.isArray(step)) continue;
    const [gpu, at, ...values]: unknown[] = step;
    const series = all.get(gpu);
    if (!series) continue;
    measured.add(series);
    const place = (Number(at) - from) / stepMs;
    for (const [index, [column]] of columns.entries()) series[column][place] = number(values[index]);
  }
  return [...all.values()].filter((series) => measured.has(series));
}

function emptySeries(row: Record<string, SQLOutputValue>, times: number[]): GpuSeries {
  const empty = (): (number | null)[] => new Array(times.length).fill(null);
  return {
    uuid: String(row.uuid),
    index: Number(row.position),
    name: String(row.name),
    memoryTotalMiB: Number(row.memory_total),
    powerLimitW: number(row.power_limit),
    times,
    utilisationPercent: empty(),
    memoryUsedMiB: empty(),
    powerW: empty(),
    temperatureC: empty(),
    fanPercent: empty(),
    clockMHz: empty(),
    memoryClockMHz: empty(),
    throttled: empty(),
  };
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
