import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../shared/ledger.ts';
import type { FetchEvent } from '../../shared/models.ts';
import { aLedgerEntry } from '../../shared/testing/a-ledger-entry.ts';
import { createEventReader } from './events.ts';

const line = (event: object) => Buffer.from(`${JSON.stringify(event)}\n`);

function readAll(...chunks: Buffer[]) {
  const told: { entries: LedgerEntry[]; omitted: number }[] = [];
  const fetches: FetchEvent[] = [];
  const sizes: number[] = [];
  const reader = createEventReader({
    onLedger: (entries, omitted) => told.push({ entries, omitted }),
    onFetch: (event) => fetches.push(event),
    onCache: (bytes) => sizes.push(bytes),
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  reader.end();
  return { told, fetches, sizes };
}

const read = (...chunks: Buffer[]) => readAll(...chunks).told;

describe('createEventReader', () => {
  it('tells each entry once, as it was last, however the bytes were cut', () => {
    const first = line({ event: 'entry', entry: aLedgerEntry(1) });
    const again = line({ event: 'entry', entry: aLedgerEntry(1, { bytesDown: 7, durationMs: 3 }) });
    const chunks = [line({ event: 'ready' }), first, again.subarray(0, 40), again.subarray(40)];
    expect(read(...chunks)).toEqual([{ entries: [aLedgerEntry(1, { bytesDown: 7, durationMs: 3 })], omitted: 0 }]);
  });

  it('passes on at once what is told of repositories and of the cache, which is nothing of the ledger', () => {
    const failed = { event: 'fetch_failed', index: 1, problem: 'gated', detail: '', storedBytes: 5 };
    expect(readAll(line(failed), line({ event: 'cache', bytes: 7 }))).toEqual({
      told: [],
      fetches: [failed],
      sizes: [7],
    });
  });

  it('passes on how many requests were only counted', () => {
    expect(read(line({ event: 'omitted', count: 12 }))).toEqual([{ entries: [], omitted: 12 }]);
  });

  it('passes over what is not of the contract, and a line without an end holds no more than its limit', () => {
    const odd = [Buffer.from('{broken\n'), line({ event: 'entry', entry: { ...aLedgerEntry(1), port: 70_000 } })];
    expect(read(...odd, Buffer.from('x'.repeat(10_000_000)))).toEqual([]);
  });
});
