import { type LedgerEntry, ledgerLimit, type Verdict } from '../../../shared/ledger.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export type LedgerRequest = Pick<LedgerEntry, 'kind' | 'host' | 'port' | 'method' | 'target'>;

/** One entry while its request goes on. */
export interface LedgerRow {
  /** Adds bytes that went to the host and came from it. */
  count(up: number, down: number): void;
  /** Ends the entry; only the first call counts. */
  end(verdict: Verdict): void;
}

/** Records every request that setup makes. */
export interface Ledger {
  open(request: LedgerRequest): LedgerRow;
  /** A request that the cache answered: nothing left the machine. */
  cached(request: LedgerRequest): void;
}

/** A ledger that somebody reads. */
export interface ToldLedger extends Ledger {
  /** Tells what is left to tell; resolves when that is written. */
  flush(): Promise<void>;
}

const changesMs = 1_000;
const longest = { host: 300, method: 20, target: 1_000, detail: 500 };

function printableVerdict(verdict: Verdict): Verdict {
  if (verdict.outcome === 'allowed') return verdict;
  return { ...verdict, detail: printable(verdict.detail, longest.detail) };
}

/**
 * Tells entries through `output` when they are new, at most once a second while bytes change, and when they have ended.
 * After `ledgerLimit` entries it only counts, so that a flood fills no memory: an entry is kept only until its end is told.
 */
export function createLedger(output: Pick<Output, 'send'>): ToldLedger {
  // Entries that have something to tell, and where the last one told a second has to pass first.
  const due = new Set<LedgerEntry>();
  const changed = new Set<LedgerEntry>();
  let lastSeq = 0;
  let omitted = 0;
  let omittedTold = 0;
  let timer: NodeJS.Timeout | null = null;
  let telling: Promise<void> | null = null;

  const tellAll = async (): Promise<void> => {
    // What happens in one turn is told once: a refusal is not told as allowed first.
    await new Promise((resolve) => setImmediate(resolve));
    for (const entry of due) {
      due.delete(entry);
      await output.send({ event: 'entry', entry });
    }
  };

  const tell = (): Promise<void> => {
    telling ??= tellAll().finally(() => {
      telling = null;
      if (due.size > 0) void tell();
    });
    return telling;
  };

  const tellOmitted = async (): Promise<void> => {
    if (omittedTold === omitted) return;
    omittedTold = omitted;
    await output.send({ event: 'omitted', count: omitted });
  };

  const tick = (): void => {
    timer = null;
    for (const entry of changed) due.add(entry);
    changed.clear();
    void tell().then(tellOmitted);
  };

  const tellLater = (): void => {
    timer ??= setTimeout(tick, changesMs);
  };

  const tellNow = (entry: LedgerEntry): void => {
    changed.delete(entry);
    due.add(entry);
    void tell();
  };

  const add = (request: LedgerRequest, cached: boolean): LedgerEntry | null => {
    if (lastSeq === ledgerLimit) {
      omitted += 1;
      tellLater();
      return null;
    }
    lastSeq += 1;
    const entry: LedgerEntry = {
      seq: lastSeq,
      at: Date.now(),
      kind: request.kind,
      host: printable(request.host, longest.host),
      port: request.port,
      method: printable(request.method, longest.method),
      target: request.target === null ? null : printable(request.target, longest.target),
      bytesUp: 0,
      bytesDown: 0,
      cached,
      durationMs: cached ? 0 : null,
      verdict: { outcome: 'allowed' },
    };
    tellNow(entry);
    return entry;
  };

  return {
    open(request) {
      const entry = add(request, false);
      if (!entry) return { count: () => undefined, end: () => undefined };
      const start = performance.now();
      return {
        count(up, down) {
          if (entry.durationMs !== null || up + down === 0) return;
          entry.bytesUp += up;
          entry.bytesDown += down;
          if (due.has(entry)) return;
          changed.add(entry);
          tellLater();
        },
        end(verdict) {
          if (entry.durationMs !== null) return;
          entry.durationMs = Math.round(performance.now() - start);
          entry.verdict = printableVerdict(verdict);
          tellNow(entry);
        },
      };
    },

    cached(request) {
      add(request, true);
    },

    async flush() {
      if (timer) clearTimeout(timer);
      tick();
      while (telling) await telling;
      await tellOmitted();
    },
  };
}
