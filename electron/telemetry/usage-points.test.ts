import { describe, expect, it } from 'vitest';
import { columnsOf, eachMeasure, mostSteps, noSteps, type UsageSteps, withReadings } from './usage-points.ts';

const start = Date.UTC(2026, 0, 5);
const nothing = eachMeasure(() => null);

/** One reading a second of `cpu`. */
function measured(values: readonly (number | null)[], from = start): UsageSteps {
  return values.reduce<UsageSteps>(
    (steps, cpu, index) => withReadings(steps, from + index * 1_000, { ...nothing, cpu }),
    noSteps,
  );
}

describe('steps of what a job used', () => {
  it('keep every second while there is room', () => {
    const { stepMs, times, mean, most } = columnsOf(measured([1, null, 3]));
    expect(stepMs).toBe(1_000);
    expect(times).toEqual([start, start + 1_000, start + 2_000]);
    expect(mean.cpu).toEqual([1, null, 3]);
    expect(most.cpu).toEqual([1, null, 3]);
    expect(mean.memory).toEqual([null, null, null]);
  });

  it('are put together where there are too many: means of what was read, and the highest of it', () => {
    const values = Array.from({ length: mostSteps + 1 }, (_, index) =>
      index % 4 === 0 ? 8 : index % 4 === 1 ? 0 : null,
    );
    const { stepMs, mean, most } = columnsOf(measured(values));
    expect(stepMs).toBe(2_000);
    expect(mean.cpu.slice(0, 4)).toEqual([4, null, 4, null]);
    expect(most.cpu.slice(0, 4)).toEqual([8, null, 8, null]);
  });

  it('weigh each reading the same however often they were put together', () => {
    // 1 for 600 s, then 3 for 600 s: the mean of all is 2 in whatever steps.
    const long = measured([...new Array(600).fill(1), ...new Array(600).fill(3), ...new Array(2_000).fill(2)]);
    let weight = 0;
    let sum = 0;
    for (const { count, mean } of long.points) {
      weight += count.cpu;
      sum += count.cpu * (mean.cpu ?? 0);
    }
    expect(weight).toBe(3_200);
    expect(sum / weight).toBeCloseTo(2, 10);
  });

  it('are few after a day and keep its first and last moments and its highest reading', () => {
    let steps = noSteps;
    const day = 24 * 3_600;
    for (let second = 0; second < day; second += 1) {
      const cpu = second === 40_000 ? 64 : 1;
      steps = withReadings(steps, start + second * 1_000, { ...nothing, cpu });
    }
    expect(steps.points.length).toBeLessThanOrEqual(mostSteps);
    expect(steps.points.length).toBeGreaterThan(mostSteps / 3);
    const { times, most, stepMs } = columnsOf(steps);
    expect(Math.max(...most.cpu.map((value) => value ?? 0))).toBe(64);
    expect(times[0]).toBeLessThanOrEqual(start);
    expect((times.at(-1) ?? 0) + stepMs).toBeGreaterThan(start + (day - 1) * 1_000);
  });

  it('have no gap where a reading comes late and stands for the time since the one before', () => {
    const late = withReadings(measured([1]), start + 3_100, { ...nothing, cpu: 4 }, start + 900);
    expect(columnsOf(late).mean.cpu).toEqual([1, 4, 4, 4]);
    const sameStep = withReadings(measured([1]), start + 900, { ...nothing, cpu: 3 }, start + 100);
    expect(columnsOf(sameStep).mean.cpu).toEqual([2]);
  });

  it('go on when the clock was set back, and leave out the time that it jumped over', () => {
    const back = withReadings(measured([1, 2, 3]), start - 60_000, { ...nothing, cpu: 5 });
    expect(columnsOf(back).most.cpu).toEqual([1, 2, 5]);
    const ahead = withReadings(measured([1]), start + 3_000, { ...nothing, cpu: 2 });
    expect(columnsOf(ahead).mean.cpu).toEqual([1, null, null, 2]);
    const years = withReadings(measured([1]), start + 400 * 86_400_000, { ...nothing, cpu: 2 });
    expect(columnsOf(years).times.length).toBeLessThanOrEqual(mostSteps);
  });

  it('may be none', () => {
    expect(columnsOf(noSteps)).toMatchObject({ times: [], mean: { cpu: [] } });
  });
});
