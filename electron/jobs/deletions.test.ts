import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { type JobSelection, newestFirst } from '../../shared/jobs.ts';
import { aLedgerEntry } from '../../shared/testing/a-ledger-entry.ts';
import { writeManyJobs } from '../testing/many-jobs.ts';
import { createDeletions, type Deletions } from './deletions.ts';
import { type History, openHistory } from './history.ts';
import { jobFolder } from './job-folder.ts';

const count = 60;
const everything: Extract<JobSelection, { kind: 'matching' }> = {
  kind: 'matching',
  search: '',
  states: [],
  except: [],
};
const list = { search: '', states: [], sort: newestFirst, offset: 0, limit: 500 };

let folder: string;
let file: string;
let history: History;
let deletions: Deletions;

function open() {
  history = openHistory(file);
  deletions = createDeletions({ trash: history.trash, dataFolder: folder, forget: () => undefined });
}

/** As after a crash: nothing is told that the app ends. */
function startAgain() {
  history.close();
  open();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deletions-'));
  file = join(folder, 'jobs.db');
  writeManyJobs(file, count, 1_763_000_000_000);
  open();
});

afterEach(() => {
  vi.useRealTimers();
  history.close();
  rmSync(folder, { recursive: true });
});

const ids = () => history.jobs.ids(list);
const first = (n: number) => ids().slice(0, n);

/** A job with everything that can be left of one. */
function furnish(id: string): string {
  const { root, outputs } = jobFolder(folder, id);
  mkdirSync(outputs, { recursive: true });
  writeFileSync(join(outputs, 'result.txt'), 'x');
  history.ledger.record(id, [aLedgerEntry(1)], 0);
  history.kept.insert({ id: 'kept', kind: 'environment', key: 'k', title: 't', bytes: 1, createdAt: 1, lastUsedAt: 1 });
  history.kept.use('kept', id, 1);
  return root;
}

/** Rows that name the job, by table. */
function rowsOf(id: string): Record<string, number> {
  const reader = new DatabaseSync(file, { readOnly: true });
  const job = reader.prepare('SELECT job FROM listing WHERE id = ?').get(id)?.job ?? -1;
  const queries: Record<string, [string, string | number]> = {
    jobs: ['jobs WHERE id', id],
    listing: ['listing WHERE id', id],
    ledger: ['ledger WHERE job_id', id],
    transitions: ['transitions WHERE job_id', id],
    kept_uses: ['kept_uses WHERE job_id', id],
    job_search: ['job_search WHERE rowid', Number(job)],
    trash: ['trash WHERE job', Number(job)],
  };
  const rows = Object.entries(queries).map(([table, [from, value]]) => [
    table,
    Number(reader.prepare(`SELECT count(*) AS n FROM ${from} = ?`).get(value)?.n),
  ]);
  reader.close();
  return Object.fromEntries(rows);
}

describe('a deletion', () => {
  it('takes jobs out of lists, searches, counts and reach at once, and leaves the others', () => {
    const before = ids();
    const gone = before.slice(3, 8);
    const { counts, total } = history.jobs.list(list);
    const deletion = deletions.remove({ kind: 'some', ids: gone });
    expect(deletion).toMatchObject({ deleted: 5, left: 0 });
    expect(ids()).toEqual(before.filter((id) => !gone.includes(id)));
    const after = history.jobs.list(list);
    expect(after.total).toBe(total - 5);
    const sum = (some: typeof counts) => Object.values(some).reduce<number>((all, jobs) => all + (jobs ?? 0), 0);
    expect(sum(after.counts)).toBe(sum(counts) - 5);
    for (const id of gone) {
      expect(() => history.jobs.get(id)).toThrow(AppError);
      expect(history.jobs.list({ ...list, search: id }).total).toBe(0);
    }
  });

  it('is taken back whole', () => {
    const before = history.jobs.list(list);
    const { id } = deletions.remove({ ...everything, search: 'train' });
    deletions.remove({ kind: 'some', ids: first(1) });
    expect(deletions.undo(id)).toBe(9);
    expect(history.jobs.list(list).total).toBe(before.total - 1);
    expect(history.jobs.list({ ...list, search: 'train' }).total).toBe(9);
  });

  it('leaves jobs that have not ended, and says how many', () => {
    const [id = ''] = ids();
    history.jobs.insert({ ...history.jobs.get(id), id: 'running0000000000000', state: 'queued', endedAt: null });
    expect(deletions.weigh(everything)).toMatchObject({ ended: count, unfinished: 1 });
    expect(deletions.remove(everything)).toMatchObject({ deleted: count, left: 1 });
    expect(ids()).toEqual(['running0000000000000']);
  });

  it('spares what was taken out of all that match', () => {
    const [spared = ''] = ids();
    expect(deletions.remove({ ...everything, except: [spared] }).deleted).toBe(count - 1);
    expect(ids()).toEqual([spared]);
  });

  it('is weighed with the outputs that go with it', () => {
    const all = ids().map((id) => history.jobs.get(id).outputs);
    const files = all.reduce((sum, outputs) => sum + (outputs?.files ?? 0), 0);
    const bytes = all.reduce((sum, outputs) => sum + (outputs?.bytes ?? 0), 0);
    expect(files).toBeGreaterThan(0);
    expect(deletions.weigh(everything)).toEqual({ ended: count, unfinished: 0, outputs: { files, bytes } });
    expect(deletions.weigh({ kind: 'some', ids: [] })).toEqual({
      ended: 0,
      unfinished: 0,
      outputs: { files: 0, bytes: 0 },
    });
  });

  it('counts a job once that is deleted twice', () => {
    const [id = ''] = ids();
    deletions.remove({ kind: 'some', ids: [id] });
    expect(deletions.remove({ kind: 'some', ids: [id, ...first(1)] }).deleted).toBe(1);
    expect(history.jobs.list(list).total).toBe(count - 2);
  });
});

describe('settling', () => {
  it('leaves no row and no file of the job, and nothing of others is touched', async () => {
    const [id = '', other = ''] = ids();
    const root = furnish(id);
    const otherRoot = furnish(other);
    const rest = rowsOf(other);
    const deletion = deletions.remove({ kind: 'some', ids: [id] });
    expect(existsSync(root)).toBe(true);
    await deletions.settle(deletion.id);
    expect(existsSync(root)).toBe(false);
    for (const [table, rows] of Object.entries(rowsOf(id))) expect(rows, table).toBe(0);
    expect(history.jobs.list({ ...list, search: id }).total).toBe(0);
    expect(existsSync(otherRoot)).toBe(true);
    expect(rowsOf(other)).toEqual(rest);
  });

  it('cannot be taken back', async () => {
    const deletion = deletions.remove(everything);
    const settled = deletions.settle(deletion.id);
    expect(() => deletions.undo(deletion.id)).toThrow('deleted for good');
    await settled;
    expect(() => deletions.undo(deletion.id)).toThrow('deleted for good');
    expect(history.jobs.list(list)).toEqual({ jobs: [], total: 0, counts: {} });
  });

  it('comes by itself where nobody settles', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [id = ''] = ids();
    const deletion = deletions.remove({ kind: 'some', ids: [id] });
    vi.advanceTimersByTime(10 * 60_000);
    expect(() => deletions.undo(deletion.id)).toThrow('deleted for good');
    await deletions.stop();
  });

  it('keeps a job in the trash whose files cannot be removed, for the next start', async () => {
    const [id = ''] = ids();
    furnish(id);
    const stuck = createDeletions({
      trash: history.trash,
      // No name may be so long: removing it is an error, not nothing.
      dataFolder: join(folder, 'x'.repeat(300)),
      forget: () => undefined,
    });
    await stuck.settle(stuck.remove({ kind: 'some', ids: [id] }).id);
    expect(ids()).not.toContain(id);
    expect(rowsOf(id)).toMatchObject({ jobs: 1, trash: 1 });
    startAgain();
    await deletions.settleLeftovers();
    expect(rowsOf(id)).toMatchObject({ jobs: 0, trash: 0 });
    expect(existsSync(jobFolder(folder, id).root)).toBe(false);
  });
});

describe('an end of the app', () => {
  it('before the deletion is settled: the jobs stay deleted and go at the next start', async () => {
    const gone = first(30);
    const root = furnish(gone[0] ?? '');
    deletions.remove({ kind: 'some', ids: gone });
    startAgain();
    expect(ids()).toHaveLength(count - 30);
    expect(history.jobs.list(list).total).toBe(count - 30);
    const settled = deletions.settleLeftovers();
    const fresh = deletions.remove({ kind: 'some', ids: first(1) });
    await settled;
    expect(existsSync(root)).toBe(false);
    for (const id of gone) expect(rowsOf(id)).toMatchObject({ jobs: 0, trash: 0 });
    // What was deleted since can still be taken back.
    expect(deletions.undo(fresh.id)).toBe(1);
  });

  it('between the files and the rows: the job is deleted all the same, never shown without its files', async () => {
    const [id = ''] = ids();
    const root = furnish(id);
    deletions.remove({ kind: 'some', ids: [id] });
    rmSync(root, { recursive: true });
    startAgain();
    expect(ids()).not.toContain(id);
    await deletions.settleLeftovers();
    expect(rowsOf(id)).toMatchObject({ jobs: 0, listing: 0, trash: 0 });
  });

  it('in the middle of putting jobs into the trash: none of them is deleted', () => {
    const other = new DatabaseSync(file);
    other.exec(
      `CREATE TRIGGER no_more BEFORE INSERT ON trash WHEN new.job = 7 BEGIN SELECT RAISE(ABORT, 'no more'); END`,
    );
    other.close();
    const before = history.jobs.list(list);
    expect(() => deletions.remove(everything)).toThrow('no more');
    expect(history.jobs.list(list)).toEqual(before);
  });

  it('in the middle of erasing: every row of a job is there, or none', () => {
    const gone = first(3);
    for (const id of gone) furnish(id);
    const { id: deletion } = deletions.remove({ kind: 'some', ids: gone });
    const whole = rowsOf(gone[2] ?? '');
    const other = new DatabaseSync(file);
    other.exec(
      `CREATE TRIGGER no_more BEFORE DELETE ON trash WHEN old.job = ${count - 2} BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    other.close();
    expect(() => history.trash.erase(history.trash.next(deletion, 0, 25))).toThrow('no');
    expect(rowsOf(gone[2] ?? '')).toEqual(whole);
    expect(ids()).toHaveLength(count - 3);
  });
});
