import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { aLedgerEntry } from '../../shared/testing/a-ledger-entry.ts';
import { type History, openHistory } from './history.ts';
import { newJobId } from './job-store.ts';

let folder: string;
let file: string;
let history: History;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-store-'));
  file = join(folder, 'jobs.db');
  history = openHistory(file);
});

afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

function jobId(): string {
  const id = newJobId(1);
  history.jobs.insert({ ...aJob(id, 'queued'), createdAt: 1 });
  return id;
}

describe('a ledger', () => {
  it('comes back as it was told, in its order, also after a restart', () => {
    const id = jobId();
    const refused = aLedgerEntry(1, {
      kind: 'connect',
      host: 'evil.example',
      port: 8_443,
      method: 'CONNECT',
      target: null,
      durationMs: 2,
      verdict: { outcome: 'refused', reason: 'not_listed', detail: 'evil.example:8443 is not listed' },
    });
    const failed = aLedgerEntry(3, {
      bytesUp: 5,
      durationMs: 9,
      verdict: { outcome: 'failed', reason: 'cut', detail: 'x' },
    });
    const cached = aLedgerEntry(2, { cached: true, durationMs: 0 });
    history.ledger.record(id, [failed, refused], 0);
    history.ledger.record(id, [cached], 12);
    const all = { jobId: id, entries: [refused, cached, failed], omitted: 12 };
    expect(history.ledger.read(id)).toEqual(all);
    history.close();
    history = openHistory(file);
    expect(history.ledger.read(id)).toEqual(all);
    expect(history.notices).toEqual([]);
  });

  it('keeps one entry a request: what is told last of it', () => {
    const id = jobId();
    const before = aLedgerEntry(1, { verdict: { outcome: 'refused', reason: 'upload_cap', detail: 'cap' } });
    const after = aLedgerEntry(1, { bytesUp: 7, durationMs: 40, verdict: { outcome: 'allowed' } });
    history.ledger.record(id, [before], 0);
    history.ledger.record(id, [after], 0);
    expect(history.ledger.read(id).entries).toEqual([after]);
  });

  it('never forgets requests that were only counted', () => {
    const id = jobId();
    history.ledger.record(id, [], 30);
    history.ledger.record(id, [aLedgerEntry(1)], 0);
    expect(history.ledger.read(id).omitted).toBe(30);
  });

  it('is of one job alone, and does not touch its record', () => {
    const [one, other] = [jobId(), jobId()];
    const record = history.jobs.get(one);
    history.ledger.record(one, [aLedgerEntry(1)], 2);
    history.jobs.transition(one, 'preparing', {}, 5);
    expect(history.ledger.read(other)).toEqual({ jobId: other, entries: [], omitted: 0 });
    expect(history.ledger.read(one).omitted).toBe(2);
    expect(history.jobs.get(one).spec).toEqual(record.spec);
  });

  it('is not kept for a job that does not exist', () => {
    const id = newJobId(2);
    expect(() => history.ledger.record(id, [aLedgerEntry(1)], 0)).toThrow(AppError);
    expect(history.ledger.read(id).entries).toEqual([]);
  });

  it('leaves no half of a batch behind', () => {
    const id = jobId();
    const unfit = aLedgerEntry(2, { bytesDown: Number.NaN });
    expect(() => history.ledger.record(id, [aLedgerEntry(1), unfit], 9)).toThrow();
    expect(history.ledger.read(id)).toEqual({ jobId: id, entries: [], omitted: 0 });
  });

  it('shows the others where one row is damaged', () => {
    const id = jobId();
    history.ledger.record(id, [aLedgerEntry(1), aLedgerEntry(2), aLedgerEntry(3)], 0);
    const other = new DatabaseSync(file);
    other.prepare(`UPDATE ledger SET outcome = 'perhaps' WHERE seq = 2`).run();
    other.close();
    expect(history.ledger.read(id).entries.map(({ seq }) => seq)).toEqual([1, 3]);
  });
});
