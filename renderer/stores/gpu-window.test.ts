import { describe, expect, it } from 'vitest';
import type { GpuHistory, GpuSeries } from '../../shared/gpus.ts';
import { aGpu } from '../../shared/testing/a-gpu.ts';
import { type GpuSample, withSample } from './gpu-window.ts';

function series(times: number[], values: (number | null)[], uuid = 'GPU-0'): GpuSeries {
  const none = times.map(() => null);
  return {
    uuid,
    index: 0,
    name: 'GPU',
    memoryTotalMiB: 24_576,
    powerLimitW: null,
    times,
    utilisationPercent: values,
    memoryUsedMiB: none,
    powerW: none,
    temperatureC: none,
    fanPercent: none,
    clockMHz: none,
    memoryClockMHz: none,
    throttled: none,
  };
}

const history = (stepMs: number, ...gpus: GpuSeries[]): GpuHistory => {
  const to = (gpus[0]?.times.at(-1) ?? 0) + stepMs;
  return { span: '1m', from: to - 60_000, to, stepMs, gpus, jobs: [] };
};

const sample = (at: number, utilisationPercent: number | null): GpuSample => ({
  at,
  gpus: [aGpu({ utilisationPercent })],
});

const points = ({ gpus: [first] }: GpuHistory) =>
  first?.times.map((time, index) => [time, first.utilisationPercent[index]]);

describe('withSample', () => {
  const two = history(1000, series([100_000, 101_000], [10, 20]));

  it('adds a step for a sample of the next one, and moves the window on', () => {
    const next = withSample(two, sample(102_040, 30));
    expect(points(next)).toEqual([
      [100_000, 10],
      [101_000, 20],
      [102_000, 30],
    ]);
    expect([next.from, next.to]).toEqual([43_000, 103_000]);
    expect(points(two)).toHaveLength(2);
  });

  it('drops what has left the span', () => {
    expect(points(withSample(two, sample(160_500, 30)))?.[0]).toEqual([101_000, 20]);
  });

  it('fills the step that a late sample skipped', () => {
    expect(points(withSample(two, sample(103_010, 40)))?.slice(2)).toEqual([
      [102_000, 40],
      [103_000, 40],
    ]);
  });

  it('leaves a gap where there were no samples for longer', () => {
    expect(points(withSample(two, sample(106_000, 40)))?.slice(2)).toEqual([
      [102_000, null],
      [103_000, null],
      [104_000, null],
      [105_000, null],
      [106_000, 40],
    ]);
  });

  it('shows the newest sample of a step that is not over, without moving', () => {
    const once = withSample(two, sample(102_040, 30));
    const twice = withSample(once, sample(102_900, 70));
    expect(points(twice)).toEqual([...(points(once) ?? []).slice(0, -1), [102_000, 70]]);
    expect([twice.from, twice.to]).toEqual([once.from, once.to]);
  });

  it('tells nothing of a GPU that a sample lacks, and ignores a sample from before the last step', () => {
    const other = history(1000, series([100_000], [10], 'GPU-other'));
    expect(points(withSample(other, sample(101_000, 30)))?.at(-1)).toEqual([101_000, null]);
    expect(points(withSample(two, sample(99_000, 99)))).toEqual(points(two));
  });

  it('records that the clocks were held down', () => {
    const held = withSample(two, { at: 102_000, gpus: [aGpu({ throttledBy: ['thermal'] })] });
    expect(held.gpus[0]?.throttled.at(-1)).toBe(1);
  });
});
