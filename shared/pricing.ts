import type { Job, JobLimits } from './jobs.ts';
import { type Language, localeOf } from './languages/language.ts';

/** Amounts are kept as whole millionths of a US dollar, so that sums are exact. */
const microsPerUsd = 1_000_000;
const msPerHour = 3_600_000;
/** A job that ran for less counts as a second. */
const leastMs = 1_000;

/** How long the script itself has run, in milliseconds; a phase that has not ended counts for nothing. */
export function executionMs(phases: Job['phases']): number {
  return phases.reduce(
    (sum, { phase, startedAt, endedAt }) =>
      phase === 'executing' && endedAt !== null ? sum + Math.max(0, Math.round(endedAt - startedAt)) : sum,
    0,
  );
}

/**
 * What an execution costs at a price.
 * @param ms how long the script ran, in milliseconds
 * @param perHour US dollars for an hour of the machine
 * @returns millionths of a US dollar
 */
export function costOf(ms: number, perHour: number): number {
  return Math.round((Math.max(ms, leastMs) * perHour * microsPerUsd) / msPerHour);
}

type Priced = Pick<Job, 'state' | 'phases'> & { limits: Pick<JobLimits, 'pricePerHour'> | null };

/** What a job that succeeded is worth at the price it started with, in millionths of a US dollar; null for every other job. */
export function worthOf({ state, phases, limits }: Priced): number | null {
  const perHour = limits?.pricePerHour ?? null;
  return state === 'succeeded' && perHour !== null ? costOf(executionMs(phases), perHour) : null;
}

/** `$1.25`; a small amount has more digits: `$0.0006`. */
export function formatUsd(micros: number, language: Language): string {
  const usd = micros / microsPerUsd;
  return new Intl.NumberFormat(localeOf[language], {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: usd > 0 && usd < 1 ? 4 : 2,
  }).format(usd);
}

/** A price for an hour, with all of its digits: `$0.1234`. */
export function formatPrice(perHour: number, language: Language): string {
  return new Intl.NumberFormat(localeOf[language], {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  }).format(perHour);
}
