import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LedgerEntry, ledgerEntrySchema, ledgerLimit } from '../../../shared/ledger.ts';
import { createLedger, type LedgerRequest } from './ledger.ts';
import { createOutput, type GatewayEvent } from './output.ts';

const request: LedgerRequest = { kind: 'connect', host: 'pypi.org', port: 443, method: 'CONNECT', target: null };

function setUp() {
  const events: GatewayEvent[] = [];
  const ledger = createLedger({ send: async (event) => void events.push(structuredClone(event)) });
  const entries = (): LedgerEntry[] => events.flatMap((event) => (event.event === 'entry' ? [event.entry] : []));
  return { ledger, events, entries };
}

describe('ledger', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const settle = () => vi.advanceTimersByTimeAsync(1);

  it('tells an entry when it is opened, when bytes change and when it has ended', async () => {
    const { ledger, entries } = setUp();
    const row = ledger.open(request);
    await settle();
    expect(entries()).toMatchObject([{ seq: 1, ...request, bytesUp: 0, durationMs: null }]);
    row.count(5, 7);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(entries()[1]).toMatchObject({ seq: 1, bytesUp: 5, bytesDown: 7, durationMs: null });
    row.count(1, 0);
    row.end({ outcome: 'failed', reason: 'cut', detail: 'x' });
    await settle();
    expect(entries()[2]).toMatchObject({ seq: 1, bytesUp: 6, durationMs: 1_002, verdict: { reason: 'cut' } });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(entries()).toHaveLength(3);
  });

  it('tells a refusal once, not as allowed first', async () => {
    const { ledger, entries } = setUp();
    ledger.open(request).end({ outcome: 'refused', reason: 'not_listed', detail: 'x' });
    await settle();
    expect(entries()).toMatchObject([{ durationMs: 0, verdict: { reason: 'not_listed' } }]);
  });

  it('tells an entry at most once a second while bytes change', async () => {
    const { ledger, entries } = setUp();
    const rows = [ledger.open(request), ledger.open(request)];
    for (let ms = 0; ms < 3_000; ms += 10) {
      for (const row of rows) row.count(1, 1);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(entries().filter(({ seq }) => seq === 1).length).toBeLessThanOrEqual(4);
  });

  it('keeps the first end, and counts nothing after it', async () => {
    const { ledger, entries } = setUp();
    const row = ledger.open(request);
    row.end({ outcome: 'allowed' });
    row.count(9, 9);
    row.end({ outcome: 'failed', reason: 'cut', detail: '' });
    await ledgerFlush(ledger);
    expect(entries()).toMatchObject([{ bytesUp: 0, verdict: { outcome: 'allowed' } }]);
  });

  it('tells what the cache answered as one entry that has ended', async () => {
    const { ledger, entries } = setUp();
    ledger.cached(request);
    await settle();
    expect(entries()).toMatchObject([{ cached: true, durationMs: 0, verdict: { outcome: 'allowed' } }]);
  });

  it('replaces what could deceive the reader, and bounds every length', async () => {
    const { ledger, entries } = setUp();
    const hostile = `a\0\r\n\x1b[2J\u009b\u202e\u2028\u200b\ud800b${'x'.repeat(2_000)}`;
    const row = ledger.open({ kind: 'other', host: hostile, port: 0, method: hostile, target: hostile });
    row.end({ outcome: 'refused', reason: 'malformed', detail: hostile });
    await settle();
    const [entry] = entries();
    expect(ledgerEntrySchema.safeParse(entry).success).toBe(true);
    expect(JSON.stringify(entry)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\\u|\\[rn]/u);
    expect(entry?.host.startsWith('a\ufffd\ufffd\ufffd\ufffd[2J')).toBe(true);
  });

  it('only counts what comes after its limit', async () => {
    const { ledger, events, entries } = setUp();
    for (let n = 0; n < ledgerLimit + 100; n += 1) ledger.open(request).end({ outcome: 'allowed' });
    await vi.advanceTimersByTimeAsync(1_001);
    ledger.cached(request);
    await ledgerFlush(ledger);
    expect(entries()).toHaveLength(ledgerLimit);
    expect(entries().at(-1)?.seq).toBe(ledgerLimit);
    expect(events.filter(({ event }) => event === 'omitted')).toEqual([
      { event: 'omitted', count: 100 },
      { event: 'omitted', count: 101 },
    ]);
  });

  /** Flushing needs the event loop, whose timers are the test's own. */
  async function ledgerFlush(ledger: ReturnType<typeof createLedger>) {
    const flushed = ledger.flush();
    await vi.advanceTimersByTimeAsync(10);
    await flushed;
  }
});

describe('ledger and output together', () => {
  it('hold no more for a reader that is slow than the entries that they may tell', async () => {
    const stuck = new Writable({ highWaterMark: 1_024, write: () => undefined });
    const ledger = createLedger(createOutput(stuck));
    for (let n = 0; n < 100_000; n += 1) {
      ledger.open({ ...request, target: 'x'.repeat(500) }).count(1, 1);
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    // What was written while there was room, and no line more.
    expect(stuck.writableLength).toBeLessThan(2_048);
  });

  it('tell everything, as it was last, to a reader that comes back', async () => {
    const stream = new PassThrough({ highWaterMark: 200 });
    const ledger = createLedger(createOutput(stream));
    const rows = Array.from({ length: 50 }, () => ledger.open(request));
    for (const row of rows) row.end({ outcome: 'allowed' });
    const flushed = ledger.flush();
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await flushed;
    const seqs = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).entry.seq);
    expect(seqs).toEqual(rows.map((_, index) => index + 1));
  });

  it('end in spite of a reader that is gone', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const ledger = createLedger(createOutput(stream));
    for (let n = 0; n < 10; n += 1) ledger.open(request);
    setImmediate(() => stream.destroy(new Error('EPIPE')));
    await ledger.flush();
    expect(stream.destroyed).toBe(true);
  });
});
