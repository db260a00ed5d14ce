import { createStore } from 'zustand/vanilla';
import type { LedgerBatch, LedgerEntry } from '../../shared/ledger.ts';
import type { Client } from '../bridge.ts';

interface LedgerState {
  jobId: string | null;
  status: 'closed' | 'opening' | 'open' | 'failed';
  /** In the order of `seq`. */
  entries: readonly LedgerEntry[];
  /** Requests that were only counted. */
  omitted: number;
}

interface LedgerOptions {
  client: Client;
  onError: (error: unknown) => void;
}

const closed: LedgerState = { jobId: null, status: 'closed', entries: [], omitted: 0 };

/** The network ledger of the one job that is open. */
export function createLedgerStore({ client, onError }: LedgerOptions) {
  const store = createStore<LedgerState>()(() => closed);
  let opening = 0;

  const take = (batch: LedgerBatch) =>
    store.setState(({ entries, omitted }) => ({
      entries: mergeEntries(entries, batch.entries),
      omitted: Math.max(omitted, batch.omitted),
    }));

  return Object.assign(store, {
    start: (): (() => void) =>
      client.on('ledger.changed', (batch) => {
        if (batch.jobId === store.getState().jobId) take(batch);
      }),
    async open(jobId: string): Promise<void> {
      opening += 1;
      const mine = opening;
      store.setState({ ...closed, jobId, status: 'opening' });
      try {
        const whole = await client.request('ledger.get', jobId);
        if (mine !== opening) return;
        take(whole);
        store.setState({ status: 'open' });
      } catch (error) {
        if (mine !== opening) return;
        store.setState({ status: 'failed' });
        onError(error);
      }
    },
    close() {
      opening += 1;
      store.setState(closed);
    },
  });
}

/** Puts entries that are new or have changed in their places, whatever order they come in. */
export function mergeEntries(known: readonly LedgerEntry[], fresh: readonly LedgerEntry[]): readonly LedgerEntry[] {
  if (fresh.length === 0) return known;
  const bySeq = new Map(known.map((entry) => [entry.seq, entry]));
  for (const entry of fresh) {
    const before = bySeq.get(entry.seq);
    if (before === undefined || !isEarlier(entry, before)) bySeq.set(entry.seq, entry);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** Whether `one` was told before `other`, of the same request: it had not ended, or had moved fewer bytes. */
function isEarlier(one: LedgerEntry, other: LedgerEntry): boolean {
  if ((one.durationMs === null) !== (other.durationMs === null)) return one.durationMs === null;
  return one.bytesUp + one.bytesDown < other.bytesUp + other.bytesDown;
}
