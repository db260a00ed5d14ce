import { expect, it } from 'vitest';
import { aGpu } from '../../../shared/testing/a-gpu.ts';
import { memoryOf, readingsOf, temperatureOf } from './readings.ts';

it('tells what a GPU reports, and that it does not report the rest', () => {
  const gpu = aGpu({ memoryUsedMiB: 12_288, clockMHz: 2520.4, pcieGeneration: 4, pcieWidth: 16 });
  const told = readingsOf(gpu).map(({ label, value, unit }) =>
    value === null ? `${label}: none` : `${label}: ${value} ${unit}`,
  );
  expect(told).toEqual([
    'Utilisation: none',
    'Memory: 12.0 / 24 GiB',
    'Power: none',
    'Temperature: none',
    'SM clock: 2,520 MHz',
    'Memory clock: none',
    'Fan: none',
    'PCIe link: Gen 4 ×16',
  ]);
});

it('warns of heat and of memory that is nearly full', () => {
  expect([79, 80, 90].map((temperatureC) => temperatureOf(aGpu({ temperatureC })).tone)).toEqual([
    'ink',
    'warn',
    'bad',
  ]);
  expect(memoryOf(aGpu({ memoryUsedMiB: 24_000 })).tone).toBe('warn');
});
