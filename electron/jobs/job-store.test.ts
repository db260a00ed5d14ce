import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { type Job, type JobLimits, type JobState, jobStateSchema, newestFirst, nextStates } from '../../shared/jobs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { tinyDisk } from '../testing/tiny-disk.ts';
import { type History, openHistory } from './history.ts';
import { type JobStore, newJobId } from './job-store.ts';
import { migrations } from './migrations.ts';

let folder: string;
let file: string;
let history: History;
let store: JobStore;

function open() {
  history = openHistory(file);
  store = history.jobs;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-store-'));
  file = join(folder, 'jobs.db');
  open();
});

afterEach(() => {
  try {
    history.close();
  } catch {
    // The test closed it.
  }
  rmSync(folder, { recursive: true });
});

function job(change: Partial<Job> = {}): Job {
  return {
    ...aJob('', 'queued'),
    id: newJobId(1_763_000_000_000),
    spec: {
      name: 'Train a model',
      script: 'script.py',
      requirements: ['numpy>=2'],
      models: [{ repo: 'a/b', type: 'model', revision: 'main', include: ['*.json'], exclude: [], origin: 'detected' }],
      gpus: { count: 2, minMemoryMiB: 8_000 },
      timeoutSeconds: null,
    },
    source: { kind: 'path', path: '/home/ada/Jobs/train' },
    waitingFor: 'turn',
    createdAt: 1_763_000_000_000,
    ...change,
  };
}

const limits: JobLimits = {
  setupNetwork: true,
  egress: null,
  wheelsOnly: false,
  detectedModels: true,
  setupTimeoutSeconds: 300,
  gpusInSetup: true,
  timeoutSeconds: 3_600,
  memoryBytes: 2 ** 33,
  cpus: 2,
  pids: 1_024,
  tmpBytes: 1,
  shmBytes: 1,
  environmentBytes: 1,
  outputsBytes: 1,
  logBytes: 1,
  image: 'computeswarm/sandbox:1',
  pricePerHour: null,
};

function inserted(change: Partial<Job> = {}): Job {
  const one = job(change);
  store.insert(one);
  return one;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.failure.code : `not an AppError: ${error}`;
  }
  return undefined;
}

const all = { search: '', states: [], sort: newestFirst, offset: 0, limit: 500 };
const found = (search: string) => store.list({ ...all, search }).jobs.map((one) => one.spec.name);

describe('newJobId', () => {
  it('makes ids of the contract that sort by time', () => {
    const ids = [0, 1, 35, 36, 1_763_000_000_000, 1_763_000_000_001, 4_102_444_800_000].map(newJobId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{20}$/);
    expect([...ids].sort()).toEqual(ids);
  });

  it('does not repeat within one millisecond', () => {
    expect(new Set(Array.from({ length: 2_000 }, () => newJobId(5))).size).toBe(2_000);
  });
});

describe('a job in the store', () => {
  it('comes back as it was put in, also after a restart', () => {
    const one = inserted();
    expect(store.get(one.id)).toEqual(one);
    history.close();
    open();
    expect(store.get(one.id)).toEqual(one);
    expect(history.notices).toEqual([]);
  });

  it('keeps what its setup may reach besides, also when its state changes', () => {
    const one = inserted({ allowedHosts: ['github.com', '*.example.org:8443'] });
    store.transition(one.id, 'preparing', {}, 1);
    expect(store.get(one.id).allowedHosts).toEqual(['github.com', '*.example.org:8443']);
  });

  it('never keeps progress', () => {
    const one = inserted({ progress: { step: 'checking' } });
    expect(store.get(one.id).progress).toBeNull();
  });

  it('is added queued and once only', () => {
    expect(codeOf(() => store.insert(job({ state: 'executing' })))).toBe('internal');
    const one = inserted();
    expect(() => store.insert(one)).toThrow();
  });

  it('is not found under another id', () => {
    expect(codeOf(() => store.get('00000000000000000000'))).toBe('not_found');
    expect(codeOf(() => store.transition('00000000000000000000', 'failed', {}, 1))).toBe('not_found');
    expect(codeOf(() => store.update('00000000000000000000', {}))).toBe('not_found');
  });

  it('keeps a reason to wait only while it is queued', () => {
    const one = inserted();
    expect(store.update(one.id, { waitingFor: 'gpus' }).waitingFor).toBe('gpus');
    expect(store.transition(one.id, 'preparing', {}, 1).waitingFor).toBeNull();
    expect(store.update(one.id, { waitingFor: 'gpus' }).waitingFor).toBeNull();
    expect(store.get(one.id).waitingFor).toBeNull();
  });
});

describe('transitions', () => {
  it('keep phases, times and results in step', () => {
    const { id } = inserted();
    store.transition(id, 'preparing', { limits, gpuUuids: ['GPU-1', 'GPU-2'] }, 100);
    store.transition(id, 'setup', {}, 200);
    store.transition(id, 'executing', {}, 300);
    store.transition(id, 'collecting', { exitCode: 0 }, 400);
    const outputs = { files: 1, bytes: 2, refused: [], refusedCount: 0 };
    const last = store.transition(id, 'succeeded', { outputs }, 500);
    expect(last).toMatchObject({ state: 'succeeded', startedAt: 100, endedAt: 500, exitCode: 0, outputs, limits });
    expect(last.gpuUuids).toEqual(['GPU-1', 'GPU-2']);
    expect(last.phases).toEqual([
      { phase: 'preparing', startedAt: 100, endedAt: 200 },
      { phase: 'setup', startedAt: 200, endedAt: 300 },
      { phase: 'executing', startedAt: 300, endedAt: 400 },
      { phase: 'collecting', startedAt: 400, endedAt: 500 },
    ]);
    expect(store.get(id)).toEqual(last);
  });

  it('are each one row, written before they are returned', () => {
    const { id } = inserted();
    store.transition(id, 'preparing', {}, 100);
    store.transition(id, 'failed', { failure: { code: 'setup_failed', message: 'no', retryable: true } }, 200);
    const reader = new DatabaseSync(file, { readOnly: true });
    const rows = reader.prepare('SELECT job_id, from_state, to_state, at FROM transitions ORDER BY id').all();
    const state = reader.prepare('SELECT state FROM jobs').get()?.state;
    reader.close();
    expect(state).toBe('failed');
    expect(rows.map((row) => [row.job_id, row.from_state, row.to_state, row.at])).toEqual([
      [id, 'queued', 'preparing', 100],
      [id, 'preparing', 'failed', 200],
    ]);
  });

  it('are refused where the contract does not name them, and change nothing', () => {
    const path: Record<JobState, JobState[]> = {
      queued: [],
      preparing: ['preparing'],
      setup: ['preparing', 'setup'],
      executing: ['preparing', 'executing'],
      collecting: ['preparing', 'executing', 'collecting'],
      succeeded: ['preparing', 'executing', 'collecting', 'succeeded'],
      failed: ['failed'],
      cancelled: ['cancelled'],
      timed_out: ['preparing', 'setup', 'timed_out'],
      interrupted: ['interrupted'],
    };
    for (const from of jobStateSchema.options) {
      for (const to of jobStateSchema.options) {
        const { id } = inserted({ id: newJobId(1) });
        for (const step of path[from]) store.transition(id, step, {}, 1);
        const outcome = codeOf(() => store.transition(id, to, {}, 2));
        const allowed = nextStates[from].includes(to);
        expect(outcome, `${from} → ${to}`).toBe(allowed ? undefined : 'internal');
        expect(store.get(id).state, `${from} → ${to}`).toBe(allowed ? to : from);
      }
    }
  });

  it('leave no half of themselves behind when the row of the transition cannot be written', () => {
    const { id } = inserted();
    const other = new DatabaseSync(file);
    other.exec(`CREATE TRIGGER no_more BEFORE INSERT ON transitions BEGIN SELECT RAISE(ABORT, 'no more'); END`);
    other.close();
    expect(() => store.transition(id, 'preparing', {}, 1)).toThrow('no more');
    expect(store.get(id).state).toBe('queued');
  });

  it('say that the disk is full, and keep the state that was written', (context) => {
    const disk = tinyDisk(512);
    if (!disk) return context.skip('a small disk cannot be mounted here');
    try {
      const { jobs: full, close } = openHistory(join(disk.path, 'jobs.db'));
      const one = job();
      full.insert(one);
      const failure = { code: 'setup_failed', message: 'x'.repeat(1_000_000), retryable: true } as const;
      expect(codeOf(() => full.transition(one.id, 'failed', { failure }, 1))).toBe('disk_full');
      expect(full.get(one.id)).toEqual(one);
      close();
    } finally {
      disk.remove();
    }
  });
});

describe('lists', () => {
  it('show the newest first, also within one millisecond, and page', () => {
    for (const n of [1, 2, 3, 4, 5]) {
      inserted({ createdAt: n < 3 ? 10 : 20, spec: { ...job().spec, name: `job ${n}` } });
    }
    const page = store.list({ ...all, offset: 1, limit: 3 });
    expect(page.jobs.map((one) => one.spec.name)).toEqual(['job 4', 'job 3', 'job 2']);
    expect(page.total).toBe(5);
  });

  it('filter by state and count every state whatever the filter', () => {
    const [one, two] = [inserted(), inserted(), inserted()];
    store.transition(one.id, 'cancelled', {}, 1);
    store.transition(two.id, 'preparing', {}, 1);
    const page = store.list({ ...all, states: ['cancelled', 'preparing'] });
    expect(page.jobs.map((found) => found.id)).toEqual([two.id, one.id]);
    expect(page.total).toBe(2);
    expect(page.counts).toEqual({ queued: 1, preparing: 1, cancelled: 1 });
  });

  it('search name, id and source, every word, whatever the case', () => {
    inserted({ spec: { ...job().spec, name: 'Träning 100% ÉTÉ' } });
    const other = inserted({ source: { kind: 'example', example: 'two-phase' }, spec: { ...job().spec, name: 'b_c' } });
    expect(found('träning été')).toEqual(['Träning 100% ÉTÉ']);
    expect(found('TRÄNING home/ADA')).toEqual(['Träning 100% ÉTÉ']);
    expect(found('träning two-phase')).toEqual([]);
    expect(found('two-phase')).toEqual(['b_c']);
    expect(found(other.id)).toEqual(['b_c']);
    expect(found('  ')).toHaveLength(2);
  });

  it('take what is searched for literally', () => {
    for (const name of ['100%', '1000', 'a_b', 'axb', 'back\\slash']) inserted({ spec: { ...job().spec, name } });
    expect(found('100%')).toEqual(['100%']);
    expect(found('a_b')).toEqual(['a_b']);
    expect(found('k\\s')).toEqual(['back\\slash']);
    expect(found(`' OR 1=1 --`)).toEqual([]);
  });

  it('give the unfinished jobs oldest first', () => {
    const [second, first, done] = [inserted({ createdAt: 2 }), inserted({ createdAt: 1 }), inserted({ createdAt: 0 })];
    store.transition(done.id, 'failed', {}, 1);
    store.transition(second.id, 'preparing', {}, 1);
    expect(store.unfinished().map((one) => one.id)).toEqual([first.id, second.id]);
  });
});

describe('damage', () => {
  it('in one row hides that row only, and does not leave it running for ever', () => {
    const [good, bad] = [inserted(), inserted()];
    store.transition(bad.id, 'preparing', {}, 1);
    history.close();
    const other = new DatabaseSync(file);
    other.prepare(`UPDATE jobs SET spec = '{"name":' WHERE id = ?`).run(bad.id);
    other.close();
    open();
    const page = store.list(all);
    expect(page.jobs.map((one) => one.id)).toEqual([good.id]);
    expect(page.total).toBe(2);
    expect(page.counts).toEqual({ queued: 1, interrupted: 1 });
    expect(store.unfinished().map((one) => one.id)).toEqual([good.id]);
    expect(codeOf(() => store.get(bad.id))).toBe('internal');
    expect(history.notices.map(({ message }) => message).join()).toContain(bad.id);
  });

  it.each([
    ['not a database', () => writeFileSync(file, 'PK\u0003\u0004 this is no database at all'.repeat(100))],
    ['cut in half', () => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['overwritten in the middle', () => writeFileSync(file, Buffer.alloc(4_096, 7), { flag: 'r+' })],
  ])('of the file (%s) sets it aside and begins anew', (_, damage) => {
    for (let n = 0; n < 50; n += 1) inserted({ createdAt: n });
    history.close();
    damage();
    const damaged = readFileSync(file);
    open();
    const aside = readdirSync(folder).find((name) => name.startsWith('jobs.db.corrupt-'));
    expect(readFileSync(join(folder, aside ?? '')).equals(damaged)).toBe(true);
    expect(history.notices.map(({ message }) => message).join()).toContain(aside);
    const one = inserted();
    expect(store.list(all).jobs.map(({ id }) => id)).toEqual([one.id]);
  });

  it('of a long history is met when it is read, and set aside at the next start', () => {
    const { id } = inserted();
    // So long that it is not read through at every start.
    const failure = { code: 'setup_failed', message: 'x'.repeat(17 * 1024 * 1024), retryable: true } as const;
    store.transition(id, 'failed', { failure }, 1);
    history.close();
    const reader = new DatabaseSync(file);
    const page = Number(reader.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'listing'`).get()?.rootpage);
    reader.close();
    const damaged = openSync(file, 'r+');
    writeSync(damaged, Buffer.alloc(4_096, 7), 0, 4_096, (page - 1) * 4_096);
    closeSync(damaged);
    open();
    expect(history.notices).toEqual([]);
    expect(() => store.list(all)).toThrow();
    history.close();
    open();
    expect(history.notices.map(({ message }) => message).join()).toContain('damaged');
    expect(store.list(all).total).toBe(0);
    history.close();
    open();
    expect(history.notices).toEqual([]);
  });

  it('is not what a newer version wrote: that is left alone', () => {
    const one = inserted();
    history.close();
    const newer = new DatabaseSync(file);
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    newer.close();
    expect(codeOf(() => openHistory(file))).toBe('internal');
    const back = new DatabaseSync(file);
    back.exec(`PRAGMA user_version = ${migrations.length}`);
    back.close();
    open();
    expect(store.get(one.id)).toEqual(one);
  });
});

describe('a history of version 1', () => {
  it('is brought up to date and keeps its jobs, whose limits knew no gateway', () => {
    history.close();
    rmSync(file);
    const old = new DatabaseSync(file);
    old.exec(`${migrations[0]}; PRAGMA user_version = 1`);
    const { egress: _, wheelsOnly: __, pricePerHour: ___, ...oldLimits } = limits;
    const was = job({ id: newJobId(7), state: 'succeeded', startedAt: 2, endedAt: 3, waitingFor: null, exitCode: 0 });
    old
      .prepare(
        `INSERT INTO jobs (id, state, created_at, started_at, ended_at, exit_code, spec, source, phases, gpu_uuids,
         limits, search_text) VALUES (?, 'succeeded', ?, 2, 3, 0, ?, ?, '[]', '[]', ?, '')`,
      )
      .run(was.id, was.createdAt, JSON.stringify(was.spec), JSON.stringify(was.source), JSON.stringify(oldLimits));
    old.close();
    open();
    expect(history.notices).toEqual([]);
    expect(store.get(was.id)).toEqual({
      ...was,
      limits: { ...oldLimits, egress: null, wheelsOnly: false, pricePerHour: null },
    });
    expect(history.ledger.read(was.id)).toEqual({ jobId: was.id, entries: [], omitted: 0 });
    const one = inserted({ allowedHosts: ['github.com'] });
    expect(
      store
        .list(all)
        .jobs.map(({ id }) => id)
        .sort(),
    ).toEqual([was.id, one.id].sort());
  });
});
