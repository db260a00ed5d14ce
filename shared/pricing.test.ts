import { describe, expect, test } from 'vitest';
import type { Job } from './jobs.ts';
import { costOf, executionMs, formatPrice, formatUsd, worthOf } from './pricing.ts';
import { settingsSchema } from './settings.ts';

const phases = (executing: number | null): Job['phases'] => [
  { phase: 'setup', startedAt: 0, endedAt: 50_000 },
  { phase: 'executing', startedAt: 50_000, endedAt: executing === null ? null : 50_000 + executing },
  { phase: 'collecting', startedAt: 900_000, endedAt: 950_000 },
];

describe('what an execution costs', () => {
  test('follows its length and the price', () => {
    expect(costOf(3_600_000, 2)).toBe(2_000_000);
    expect(costOf(90_000, 2)).toBe(50_000);
    expect(costOf(1_500, 0.1)).toBe(42);
  });

  test('is that of a second at least', () => {
    expect(costOf(3, 3.6)).toBe(1_000);
    expect(costOf(0, 3.6)).toBe(1_000);
    expect(costOf(2_000, 3.6)).toBe(2_000);
  });
});

describe('what a job is worth', () => {
  const limits = { pricePerHour: 2 };

  test('is the cost of its execution alone', () => {
    expect(executionMs(phases(90_000))).toBe(90_000);
    expect(worthOf({ state: 'succeeded', phases: phases(90_000), limits })).toBe(50_000);
  });

  test('is nothing for a job that did not succeed, or had no price', () => {
    expect(worthOf({ state: 'failed', phases: phases(90_000), limits })).toBeNull();
    expect(worthOf({ state: 'executing', phases: phases(null), limits })).toBeNull();
    expect(worthOf({ state: 'succeeded', phases: phases(90_000), limits: { pricePerHour: null } })).toBeNull();
    expect(worthOf({ state: 'succeeded', phases: phases(90_000), limits: null })).toBeNull();
  });
});

test('money is written in each language, small amounts with more digits', () => {
  expect(formatUsd(1_250_000, 'en')).toBe('$1.25');
  expect(formatUsd(1_234_567_890, 'en')).toBe('$1,234.57');
  expect(formatUsd(600, 'en')).toBe('$0.0006');
  expect(formatUsd(0, 'en')).toBe('$0.00');
  expect(formatUsd(1_250_000, 'de')).toBe('1,25\u00a0$');
  expect(formatPrice(2, 'en')).toBe('$2.00');
  expect(formatPrice(12.1234, 'de')).toBe('12,1234\u00a0$');
});

test('a price has at most four decimals and stays within bounds', () => {
  const accepts = (price: unknown) => settingsSchema.shape.pricing.safeParse({ perHour: price }).success;
  for (const price of [null, 0.0001, 0.1, 0.1234, 2, 19.99, 999.9999, 1_000])
    expect(accepts(price), `${price}`).toBe(true);
  for (const price of [0, -1, 0.00005, 2.12345, 1_000.01, Number.NaN, Number.POSITIVE_INFINITY, '2'])
    expect(accepts(price), `${price}`).toBe(false);
});
