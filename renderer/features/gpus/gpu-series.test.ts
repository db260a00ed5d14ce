import { expect, it } from 'vitest';
import type { GpuBand, GpuSeries } from '../../../shared/gpus.ts';
import { createWords } from '../../language/words.ts';
import { chartsOf, jobBands, throttledBands } from './gpu-series.ts';

const words = createWords('en');

const series: GpuSeries = {
  uuid: 'GPU-0',
  index: 0,
  name: 'GPU',
  memoryTotalMiB: 24_564,
  powerLimitW: 449.6,
  times: [0, 1000, 2000, 3000, 4000],
  utilisationPercent: [1, 2, null, 4, 5],
  memoryUsedMiB: [1024, null, 2048, 0, 0],
  powerW: [1, 1, 1, 1, 1],
  temperatureC: [1, 1, 1, 1, 1],
  fanPercent: [null, null, null, null, null],
  clockMHz: [1, 1, 1, 1, 1],
  memoryClockMHz: [1, 1, 1, 1, 1],
  throttled: [0.2, 1, null, 0, 1],
};

it('leaves out what the driver never reports, and shows memory in GiB up to all there is', () => {
  const charts = chartsOf(series, 1000, words);
  expect(charts.map(({ label }) => label)).toEqual([
    'Utilisation',
    'Memory',
    'Power',
    'Temperature',
    'SM clock',
    'Memory clock',
  ]);
  expect(charts[1]).toMatchObject({ range: { max: 24 }, series: [{ values: [1, null, 2, 0, 0] }] });
  expect(charts[2]?.limit).toEqual({ value: 449.6, label: 'Limit 450 W' });
});

it('names its charts in German', () => {
  const [use, , power] = chartsOf(series, 1000, createWords('de'));
  expect([use?.label, use?.series[0]?.name, power?.limit?.label]).toEqual(['Auslastung', 'Auslastung', 'Grenze 450 W']);
});

it('joins steps in which the clocks were held down', () => {
  expect(throttledBands(series, 1000, 'Held down').map(({ from, to }) => [from, to])).toEqual([
    [0, 2000],
    [4000, 5000],
  ]);
});

it('takes the jobs that held this GPU, by a clean name', () => {
  const band = (jobId: string, uuid: string, to: number | null): GpuBand => ({
    jobId,
    name: `job\u202e ${jobId}`,
    gpuUuids: ['GPU-9', uuid],
    from: 0,
    to,
  });
  expect(jobBands([band('a', 'GPU-0', 5), band('b', 'GPU-1', 5), band('c', 'GPU-0', null)], 'GPU-0', words)).toEqual([
    { id: 'a', name: 'job a', from: 0, to: 5, tone: 'past' },
    { id: 'c', name: 'job c', from: 0, to: null, tone: 'now' },
  ]);
});
