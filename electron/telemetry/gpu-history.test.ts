import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gpu, type GpuSeries, gpuHistorySchema, gpuSpanSchema } from '../../shared/gpus.ts';
import { createGpuRecorder, type GpuRecorder } from './gpu-history.ts';
import { openMetrics } from './metrics-database.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const start = Date.UTC(2026, 0, 5);

let folder: string;
let file: string;
let now: number;
let recorder: GpuRecorder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  file = join(folder, 'metrics.db');
  now = start;
  recorder = open();
});

afterEach(() => {
  recorder.close();
  rmSync(folder, { recursive: true });
});

function open(): GpuRecorder {
  return createGpuRecorder({ database: openMetrics(file), now: () => now, jobs: () => [] });
}

function gpu(index: number, change: Partial<Gpu> = {}): Gpu {
  return {
    uuid: `GPU-${index}`,
    index,
    name: 'NVIDIA A30',
    memoryTotalMiB: 24_576,
    memoryUsedMiB: 1_024,
    utilisationPercent: 50,
    temperatureC: 60,
    powerW: 100.5,
    powerLimitW: 165,
    fanPercent: null,
    clockMHz: 1_400,
    memoryClockMHz: 1_200,
    pcieGeneration: 4,
    pcieWidth: 16,
    throttledBy: [],
    processes: [],
    ...change,
  };
}

/** Samples every `everyMs` for `forMs`, beginning one interval from now; the clock moves along. Each is due after `dueMs`. */
function sample(
  forMs: number,
  gpus: readonly Gpu[] | ((at: number) => readonly Gpu[]),
  everyMs = second,
  dueMs = everyMs,
): void {
  for (const end = now + forMs; now < end; ) {
    now += everyMs;
    recorder.record(typeof gpus === 'function' ? gpus(now) : gpus, now, dueMs);
  }
}

function only(span: Parameters<GpuRecorder['read']>[0]): GpuSeries {
  const { gpus } = recorder.read(span);
  expect(gpus).toHaveLength(1);
  const [series] = gpus;
  if (!series) throw new Error('no series');
  return series;
}

/** Places that have a value. */
function filled(column: readonly (number | null)[]): number[] {
  return column.flatMap((value, place) => (value === null ? [] : [place]));
}

describe('reading', () => {
  it.each(gpuSpanSchema.options)('keeps to the contract with none, one and eight GPUs: %s', (span) => {
    expect(gpuHistorySchema.parse(recorder.read(span)).gpus).toEqual([]);
    for (const count of [1, 8]) {
      sample(
        3 * second,
        Array.from({ length: count }, (_, index) => gpu(index)),
      );
      const history = recorder.read(span);
      expect(gpuHistorySchema.parse(history)).toEqual(history);
      expect(history.gpus.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, index) => index));
      for (const series of history.gpus) {
        expect(series.times.length).toBeLessThanOrEqual(720);
        expect(series.times.at(0)).toBe(history.from);
        expect(series.times.at(-1)).toBe(history.to - history.stepMs);
        expect(series.times.every((time, place) => time === history.from + place * history.stepMs)).toBe(true);
        expect(series.powerW).toHaveLength(series.times.length);
      }
      expect(history.from).toBeLessThan(now);
      expect(history.to).toBeGreaterThan(now);
    }
  });

  it('shows every second with all that was measured, at once', () => {
    sample(2 * second, (at) => [gpu(0, { utilisationPercent: at === now ? (at - start) / second : 0 })]);
    const series = only('1m');
    expect(series).toMatchObject({ uuid: 'GPU-0', name: 'NVIDIA A30', memoryTotalMiB: 24_576, powerLimitW: 165 });
    expect(filled(series.utilisationPercent)).toEqual([58, 59]);
    expect(series.utilisationPercent.slice(-2)).toEqual([1, 2]);
    expect(series.times.at(-1)).toBe(now);
    for (const [column, value] of [
      ['memoryUsedMiB', 1_024],
      ['powerW', 100.5],
      ['temperatureC', 60],
      ['fanPercent', null],
      ['clockMHz', 1_400],
      ['memoryClockMHz', 1_200],
      ['throttled', 0],
    ] as const) {
      expect(series[column].at(-1)).toBe(value);
    }
  });

  it('shows means over longer steps, of what was known, and the part of them that was throttled', () => {
    sample(4 * minute, (at) => {
      const odd = (at / second) % 2 === 1;
      return [
        gpu(0, { utilisationPercent: odd ? 100 : 0, powerW: odd ? 80 : null, throttledBy: odd ? ['thermal'] : [] }),
      ];
    });
    for (const span of ['1h', '24h'] as const) {
      const series = only(span);
      const place = series.times.indexOf(start + 2 * minute);
      expect(series.utilisationPercent[place]).toBe(50);
      expect(series.powerW[place]).toBe(80);
      expect(series.throttled[place]).toBe(0.5);
      expect(series.fanPercent[place]).toBeNull();
    }
  });

  it('has means that grow with what comes, whenever they are read, and across restarts', () => {
    sample(30 * second, [gpu(0, { utilisationPercent: 100 })]);
    expect(only('24h').utilisationPercent.at(-1)).toBe(100);
    recorder.close();
    recorder = open();
    sample(29 * second, [gpu(0, { utilisationPercent: 0 })]);
    const series = only('24h');
    expect(filled(series.utilisationPercent)).toEqual([719]);
    expect(series.utilisationPercent.at(-1)).toBeCloseTo((100 * 30) / 59, 5);
  });

  it('makes a line of rare samples, and leaves gaps where samples that were due did not come', () => {
    sample(30 * second, [gpu(0)], 10 * second);
    expect(filled(only('1m').powerW)).toEqual(Array.from({ length: 21 }, (_, place) => 39 + place));
    // Quick now, and silent for 5 s.
    sample(2 * second, [gpu(0)]);
    now += 5 * second;
    sample(second, [gpu(0)]);
    const { powerW } = only('1m');
    expect(powerW.slice(-9).map((value) => value !== null)).toEqual([
      ...[true, true, true],
      ...[false, false, false, false, false],
      true,
    ]);
  });

  it('bridges what a late sample jumps over', () => {
    now = start + 50;
    sample(20 * 1_050, [gpu(0)], 1_050);
    expect(filled(only('1m').powerW)).toHaveLength(21);
  });

  it('keeps a GPU that has gone for as long as the span shows it, and one that comes from when it came', () => {
    sample(20 * second, [gpu(0)]);
    sample(20 * second, [gpu(1)]);
    const [gone, come] = recorder.read('1m').gpus;
    expect(gone?.uuid).toBe('GPU-0');
    expect(filled(gone?.powerW ?? [])).toEqual(Array.from({ length: 20 }, (_, place) => 20 + place));
    expect(filled(come?.powerW ?? [])).toEqual(Array.from({ length: 20 }, (_, place) => 40 + place));
    sample(minute, [gpu(1)]);
    expect(only('1m').uuid).toBe('GPU-1');
    expect(recorder.read('10m').gpus).toHaveLength(2);
  });

  it('goes by what a GPU says of itself now', () => {
    sample(second, [gpu(3)]);
    sample(second, [gpu(3, { index: 0, powerLimitW: 120 })]);
    expect(only('1m')).toMatchObject({ index: 0, powerLimitW: 120 });
  });

  it('survives a clock that is set back, and forgets the future that there was', () => {
    sample(10 * minute, [gpu(0, { utilisationPercent: 10 })]);
    now -= 5 * minute;
    sample(second, [gpu(0, { utilisationPercent: 90 })]);
    expect(only('1m').utilisationPercent.at(-1)).toBe(90);
    sample(2 * minute, [gpu(0, { utilisationPercent: 90 })]);
    const { times, utilisationPercent } = only('10m');
    expect(times.at(-1)).toBe(now);
    expect(filled(utilisationPercent)).toHaveLength(7 * 60 + 1);
    now += 2 * minute;
    expect(recorder.read('1m').gpus).toEqual([]);
  });

  it('has the jobs of the span', () => {
    const asked: [number, number][] = [];
    const band = { jobId: 'j', name: 'n', gpuUuids: ['GPU-0'], from: start, to: null };
    const other = createGpuRecorder({
      database: openMetrics(join(folder, 'other.db')),
      now: () => now,
      jobs(from, to) {
        asked.push([from, to]);
        return [band];
      },
    });
    expect(other.read('1h').jobs).toEqual([band]);
    expect(asked).toEqual([[start + 10 * second - hour, start]]);
    other.close();
  });
});

describe('what is kept', () => {
  const bytes = () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

  it('stays below 3 MiB with 8 GPUs over days, at all resolutions', () => {
    const gpus = (at: number) =>
      Array.from({ length: 8 }, (_, index) => {
        const noise = Math.sin(at / 7_777 + index) + 1;
        return gpu(index, { utilisationPercent: noise * 50, powerW: noise * 99.9, memoryUsedMiB: noise * 9_999.5 });
      });
    // As many steps as there can be at each resolution, in fewer samples than a day has seconds.
    const oneDay = () => {
      sample(23 * hour, gpus, 2 * minute, second);
      sample(70 * minute, gpus, 10 * second, second);
      sample(13 * minute, gpus);
    };
    oneDay();
    const afterOneDay = bytes();
    oneDay();
    expect(bytes()).toBeLessThan(3 * 1024 * 1024);
    expect(bytes()).toBeLessThan(afterOneDay * 1.2);
    for (const span of gpuSpanSchema.options) {
      const history = recorder.read(span);
      expect(history.gpus).toHaveLength(8);
      for (const { powerW } of history.gpus) expect(powerW).not.toContain(null);
    }
  });

  it('is no GPU that was last seen long ago', () => {
    sample(minute, [gpu(0), gpu(1)]);
    sample(26 * hour, [gpu(1)], 10 * minute);
    recorder.close();
    const database = new DatabaseSync(file);
    expect(database.prepare('SELECT uuid FROM gpus').all()).toEqual([{ uuid: 'GPU-1' }]);
    database.close();
    recorder = open();
  });

  it('outlives a restart', () => {
    sample(5 * second, [gpu(0)]);
    recorder.close();
    recorder = open();
    expect(filled(only('10m').powerW)).toHaveLength(5);
  });
});

describe('the file', () => {
  it('is set aside where it is damaged, and a new one is begun', () => {
    recorder.close();
    writeFileSync(file, 'not a database at all'.repeat(100));
    recorder = open();
    sample(3 * second, [gpu(0)]);
    recorder.close();
    expect(readdirSync(folder).some((name) => name.startsWith('metrics.db.corrupt-'))).toBe(true);
    recorder = open();
    expect(filled(only('1m').powerW)).toHaveLength(3);
  });

  it('is left alone where a newer version wrote it; charts live in memory then', () => {
    sample(3 * second, [gpu(0)]);
    recorder.close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    recorder = open();
    sample(2 * second, [gpu(0)]);
    expect(filled(only('1m').powerW)).toHaveLength(2);
    recorder.close();
    const untouched = new DatabaseSync(file);
    expect(untouched.prepare('SELECT count(*) AS steps FROM gpu_steps WHERE step = 1000').get()).toEqual({ steps: 3 });
    untouched.close();
    recorder = open();
  });

  it('need not take what is written: what is measured later is shown all the same', () => {
    const locked = new DatabaseSync(file);
    locked.exec('BEGIN IMMEDIATE');
    sample(5 * second, [gpu(0)]);
    expect(recorder.read('1m').gpus).toEqual([]);
    locked.exec('ROLLBACK');
    locked.close();
    sample(2 * second, [gpu(0)]);
    expect(filled(only('1m').powerW)).toHaveLength(2);
  });
});
