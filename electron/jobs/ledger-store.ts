import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';
import { sentence } from '../../shared/languages/sentence.ts';
import { type LedgerBatch, type LedgerEntry, ledgerEntrySchema } from '../../shared/ledger.ts';
import { inTransaction } from './database.ts';

/** What the setups of jobs asked the network for, on disk. Every method is synchronous: what it returns has been written. */
export interface LedgerStore {
  /**
   * Keeps entries that are new or have changed; one with a known `seq` takes the place of what was kept. `omitted` is how
   * many requests of the job were only counted so far.
   * @throws AppError `not_found` where there is no such job, `disk_full`
   */
  record(jobId: string, entries: readonly LedgerEntry[], omitted: number): void;
  /** All that is kept of a job, in the order of `seq`; nothing for a job without entries. */
  read(jobId: string): LedgerBatch;
}

/** The ledgers of an open history. */
export function createLedgerStore(database: DatabaseSync): LedgerStore {
  const upsert = database.prepare(
    `INSERT OR REPLACE INTO ledger (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`,
  );
  const setOmitted = database.prepare('UPDATE jobs SET ledger_omitted = max(ledger_omitted, ?) WHERE id = ?');
  const selectEntries = database.prepare('SELECT * FROM ledger WHERE job_id = ? ORDER BY seq');
  const selectOmitted = database.prepare('SELECT ledger_omitted FROM jobs WHERE id = ?');

  return {
    record(jobId, entries, omitted) {
      inTransaction(database, () => {
        if (setOmitted.run(omitted, jobId).changes === 0) {
          throw new AppError({ code: 'not_found', ...sentence('job_unknown', { id: jobId }), retryable: false });
        }
        for (const entry of entries) upsert.run(columnsOf(jobId, entry));
      });
    },

    read(jobId) {
      const entries = selectEntries.all(jobId).flatMap((row) => entryOf(row) ?? []);
      return { jobId, entries, omitted: Number(selectOmitted.get(jobId)?.ledger_omitted ?? 0) };
    },
  };
}

const columns = [
  'job_id',
  'seq',
  'at',
  'kind',
  'host',
  'port',
  'method',
  'target',
  'bytes_up',
  'bytes_down',
  'cached',
  'duration_ms',
  'outcome',
  'reason',
  'detail',
] as const;

function columnsOf(jobId: string, entry: LedgerEntry): Record<(typeof columns)[number], SQLInputValue> {
  const { verdict, durationMs } = entry;
  return {
    job_id: jobId,
    seq: entry.seq,
    at: Math.round(entry.at),
    kind: entry.kind,
    host: entry.host,
    port: entry.port,
    method: entry.method,
    target: entry.target,
    bytes_up: entry.bytesUp,
    bytes_down: entry.bytesDown,
    cached: entry.cached ? 1 : 0,
    duration_ms: durationMs === null ? null : Math.round(durationMs),
    outcome: verdict.outcome,
    reason: verdict.outcome === 'allowed' ? null : verdict.reason,
    detail: verdict.outcome === 'allowed' ? null : verdict.detail,
  };
}

/** Null for a row that is not what it should be: one damaged row must not hide the others. */
function entryOf(row: Record<string, SQLOutputValue>): LedgerEntry | null {
  const parsed = ledgerEntrySchema.safeParse({
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    host: row.host,
    port: row.port,
    method: row.method,
    target: row.target,
    bytesUp: row.bytes_up,
    bytesDown: row.bytes_down,
    cached: row.cached === 1,
    durationMs: row.duration_ms,
    verdict: { outcome: row.outcome, reason: row.reason, detail: row.detail },
  });
  return parsed.success ? parsed.data : null;
}
