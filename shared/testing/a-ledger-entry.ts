import type { LedgerEntry } from '../ledger.ts';

/** A request for tests that was allowed and goes on, unless `change` says otherwise. */
export const aLedgerEntry = (seq: number, change: Partial<LedgerEntry> = {}): LedgerEntry => ({
  seq,
  at: 1_000 * seq,
  kind: 'index',
  host: 'pypi.org',
  port: 443,
  method: 'GET',
  target: '/simple/numpy/',
  bytesUp: 0,
  bytesDown: 0,
  cached: false,
  durationMs: null,
  verdict: { outcome: 'allowed' },
  ...change,
});
