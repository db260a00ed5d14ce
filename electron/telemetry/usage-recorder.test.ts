import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobUsageSchema } from '../../shared/usage.ts';
import type { ContainerUsage } from '../engine/usage.ts';
import { openMetrics } from './metrics-database.ts';
import { eachMeasure } from './usage-points.ts';
import { createUsageRecorder, type UsageMeter, type UsageRecorder } from './usage-recorder.ts';
import { createUsageStore } from './usage-store.ts';

const start = Date.UTC(2026, 0, 5);
const mebibyte = 2 ** 20;

let folder: string;
let database: DatabaseSync;
let recorder: UsageRecorder;
let log: { lines: number; bytes: number };

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  folder = mkdtempSync(join(tmpdir(), 'usage-'));
  log = { lines: 0, bytes: 0 };
  open();
});

afterEach(() => {
  vi.useRealTimers();
  database.close();
  rmSync(folder, { recursive: true });
});

function open(): void {
  database = openMetrics(join(folder, 'metrics.db'));
  recorder = createUsageRecorder(database);
}

function crash(): void {
  database.close();
  open();
}

const begin = (job = 'a') => recorder.begin(job, () => log);

/** What the engine tells of a container after it computed for so long. */
const container = (cpuSeconds: number, change: Partial<ContainerUsage> = {}): ContainerUsage => ({
  at: Date.now(),
  cpuNanoseconds: cpuSeconds * 1e9,
  memoryBytes: 100 * mebibyte,
  pids: 4,
  disk: { readBytes: 0, writtenBytes: 0 },
  ...change,
});

/** A container that uses two cores, told every second for `seconds`. */
function work(meter: UsageMeter, seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    meter.take(container(second * 2, { disk: { readBytes: second * 500, writtenBytes: 0 } }));
    log = { lines: log.lines + 3, bytes: log.bytes + 300 };
    vi.advanceTimersByTime(1_000);
  }
}

describe('what a job uses', () => {
  it('is measured every second, as rates where the engine counts', () => {
    const meter = begin();
    meter.enter('executing');
    work(meter, 4);
    const usage = jobUsageSchema.parse(recorder.read('a'));
    expect(usage.mean.cpu).toEqual([null, 2, 2, 2]);
    expect(usage.mean.diskRead).toEqual([null, 500, 500, 500]);
    expect(usage.mean.memory).toEqual(new Array(4).fill(100 * mebibyte));
    expect(usage.mean.pids).toEqual([4, 4, 4, 4]);
    expect(usage.mean.logLines).toEqual([3, 3, 3, 3]);
    expect(usage.mean.logBytes).toEqual([300, 300, 300, 300]);
  });

  it('is a gap where the engine tells nothing, and no rate is made across two containers', () => {
    const meter = begin();
    meter.enter('setup');
    work(meter, 3);
    vi.advanceTimersByTime(4_000);
    expect(recorder.read('a').mean.memory.slice(-2)).toEqual([null, null]);
    meter.enter('executing');
    meter.take(container(0.5));
    vi.advanceTimersByTime(1_000);
    meter.take(container(1.5));
    vi.advanceTimersByTime(1_000);
    expect(recorder.read('a').mean.cpu.slice(-2)).toEqual([null, 1]);
  });

  it('has its highest values kept for each phase', () => {
    const meter = begin();
    meter.enter('setup');
    work(meter, 3);
    meter.take(container(4, { memoryBytes: 300 * mebibyte, pids: 90 }));
    meter.report({ usedBytes: 7, peakMemoryBytes: 200 * mebibyte });
    meter.enter('executing');
    meter.take(container(0));
    // Between two readings it was more.
    meter.report({ usedBytes: 9, peakMemoryBytes: 400 * mebibyte });
    meter.end();
    crash();
    expect(recorder.read('a').peaks).toEqual([
      { phase: 'setup', cpu: 2, memoryBytes: 300 * mebibyte, pids: 90, logBytes: 900, spaceBytes: 7 },
      { phase: 'executing', cpu: null, memoryBytes: 400 * mebibyte, pids: 4, logBytes: 0, spaceBytes: 9 },
    ]);
  });

  it('outlives a crash but for the last seconds', () => {
    const meter = begin();
    meter.enter('executing');
    work(meter, 19);
    const before = recorder.read('a');
    crash();
    const after = recorder.read('a');
    expect(before.times.length - after.times.length).toBeLessThanOrEqual(5);
    expect(after.times.length).toBeGreaterThan(0);
    expect(after.mean.cpu).toEqual(before.mean.cpu.slice(0, after.times.length));
  });

  it('is on disk what it is in memory, also after steps were put together', () => {
    const meter = begin();
    meter.enter('executing');
    work(meter, 1_500);
    const before = recorder.read('a');
    expect(before.stepMs).toBe(4_000);
    meter.end();
    const whole = recorder.read('a');
    expect(whole.stepMs).toBe(4_000);
    expect(whole.mean.cpu.slice(0, before.times.length - 1)).toEqual(before.mean.cpu.slice(0, -1));
    crash();
    expect(recorder.read('a')).toEqual(whole);
  });

  it('has no high rate for a line in its last moment', () => {
    const meter = begin();
    meter.enter('executing');
    work(meter, 2);
    vi.advanceTimersByTime(4);
    log = { lines: log.lines + 1, bytes: log.bytes + 50 };
    meter.end();
    const { most, peaks } = recorder.read('a');
    expect(most.logLines).toEqual([3, 3]);
    expect(peaks[0]?.logBytes).toBe(650);
  });

  it('is nothing for a job that never ran', () => {
    expect(recorder.read('x')).toMatchObject({ times: [], peaks: [] });
    expect(recorder.cancelAskedAt('x')).toBeNull();
  });

  it('goes with the job, and no other job’s does', () => {
    for (const job of ['a', 'b']) {
      const meter = begin(job);
      meter.enter('executing');
      work(meter, 3);
      meter.end();
    }
    recorder.erase(['a', 'unknown']);
    expect(recorder.read('a').times).toEqual([]);
    expect(recorder.read('b').times).toHaveLength(3);
    const left = database.prepare('SELECT count(*) AS jobs FROM usage_jobs').get();
    expect(left).toEqual({ jobs: 1 });
  });

  it('tells when somebody asked for its end, whether it runs or not', () => {
    const meter = begin();
    meter.enter('executing');
    vi.advanceTimersByTime(2_500);
    recorder.cancelAsked('a');
    expect(recorder.cancelAskedAt('a')).toBe(start + 2_500);
    meter.end();
    recorder.cancelAsked('queued');
    crash();
    expect(recorder.cancelAskedAt('a')).toBe(start + 2_500);
    expect(recorder.cancelAskedAt('queued')).toBe(start + 2_500);
  });

  it('does no harm where it cannot be written', () => {
    const meter = begin();
    meter.enter('executing');
    database.exec('DROP TABLE usage_steps');
    work(meter, 12);
    expect(recorder.read('a').times).toHaveLength(12);
    meter.end();
    expect(recorder.read('a').times).toEqual([]);
  });
});

describe('what is kept of all jobs', () => {
  it('is bounded: the oldest jobs keep only their highest values', () => {
    const store = createUsageStore(database, 1_000);
    const points = Array.from({ length: 400 }, (_, index) => ({
      at: start + index * 1_000,
      count: eachMeasure(() => 1),
      mean: eachMeasure(() => index),
      most: eachMeasure(() => index),
    }));
    const peak = { phase: 'executing', cpu: 1, memoryBytes: 1, pids: 1, logBytes: 1, spaceBytes: null } as const;
    for (const job of ['a', 'b', 'c', 'd'])
      store.save(job, { steps: { stepMs: 1_000, points }, peaks: [peak], cancelAskedAt: null }, 0);
    expect(['a', 'b', 'c', 'd'].map((job) => store.read(job)?.steps.points.length)).toEqual([0, 0, 400, 400]);
    expect(store.read('a')?.peaks).toEqual([peak]);
  });

  it('takes less than 120 KB for a job of many hours', () => {
    const store = createUsageStore(database);
    const points = Array.from({ length: 600 }, (_, index) => ({
      at: start + index * 128_000,
      count: eachMeasure(() => 128),
      mean: eachMeasure(() => Math.sin(index) * 1e9),
      most: eachMeasure(() => Math.cos(index) * 1e9),
    }));
    const bytes = () => {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return statSync(join(folder, 'metrics.db')).size;
    };
    const before = bytes();
    for (let job = 0; job < 20; job += 1)
      store.save(`job-${job}`, { steps: { stepMs: 128_000, points }, peaks: [], cancelAskedAt: null }, 0);
    const each = (bytes() - before) / 20;
    expect(each).toBeLessThan(120_000);
  });
});
