import { expect, it } from 'vitest';
import { aGpu } from '../../../shared/testing/a-gpu.ts';
import { createWords } from '../../language/words.ts';
import { memoryOf, readingsOf, temperatureOf } from './readings.ts';

const words = createWords('en');

it('tells what a GPU reports, and that it does not report the rest', () => {
  const gpu = aGpu({ memoryUsedMiB: 12_288, clockMHz: 2520.4, pcieGeneration: 4, pcieWidth: 16 });
  const told = readingsOf(gpu, words).map(({ label, value, unit }) =>
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
  expect([79, 80, 90].map((temperatureC) => temperatureOf(aGpu({ temperatureC }), words).tone)).toEqual([
    'ink',
    'warn',
    'bad',
  ]);
  expect(memoryOf(aGpu({ memoryUsedMiB: 24_000 }), words).tone).toBe('warn');
});

it('writes numbers as German does', () => {
  const told = readingsOf(aGpu({ memoryUsedMiB: 12_288, clockMHz: 2520.4 }), createWords('de'));
  expect(told.map(({ value }) => value)).toEqual(expect.arrayContaining(['12,0', '2.520']));
});
