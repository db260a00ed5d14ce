import { randomInt } from 'node:crypto';
import { renameSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { AppError, failureSchema, phaseSchema } from '../../shared/errors.ts';
import {
  isFinal,
  type Job,
  type JobPage,
  type JobQuery,
  type JobState,
  jobLimitsSchema,
  jobOutputsSchema,
  jobSchema,
  jobSourceSchema,
  jobSpecSchema,
  jobStateSchema,
  nextStates,
  type PhaseRecord,
  phaseRecordSchema,
} from '../../shared/jobs.ts';
import { migrations } from './migrations.ts';

/** What may change together with a job's state. */
export type TransitionChange = Partial<Pick<Job, 'gpuUuids' | 'limits' | 'exitCode' | 'failure' | 'outputs'>>;

/** What may change while the state stays. `waitingFor` is kept only while the job is queued. */
export type JobChange = TransitionChange & Partial<Pick<Job, 'waitingFor'>>;

/** The history of jobs on disk. Every method is synchronous: what it returns has been written. */
export interface JobStore {
  /** What a person should know about the opening: a damaged file that was set aside, jobs that could not be read. */
  readonly notices: readonly string[];
  /** Adds a job in the state `queued`. */
  insert(job: Job): void;
  /**
   * Writes the new state and a row of the transition in one transaction, keeps `phases`, `startedAt`, `endedAt` and
   * `waitingFor` in step, and returns the job as it is now. `at` is in milliseconds since the epoch.
   * @throws AppError `internal` where the state may not follow, `not_found`, `disk_full`
   */
  transition(id: string, to: JobState, change: TransitionChange, at: number): Job;
  /** @throws AppError `not_found`, `disk_full` */
  update(id: string, change: JobChange): Job;
  /** @throws AppError `not_found` */
  get(id: string): Job;
  /** Newest first. A row that cannot be read is left out of `jobs`, but counted. */
  list(query: JobQuery): JobPage;
  /** Oldest first. */
  unfinished(): Job[];
  close(): void;
}

const idAlphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A job id: 20 characters, of which the first 9 are the time in milliseconds, so that ids sort by time. */
export function newJobId(now: number): string {
  const random = Array.from({ length: 11 }, () => idAlphabet[randomInt(idAlphabet.length)]).join('');
  return Math.floor(now).toString(36).padStart(9, '0') + random;
}

/**
 * Opens or creates the history at `file`. A damaged file is set aside beside it and an empty history begun.
 * @throws AppError `internal` where the file was written by a newer version of the app, `disk_full`
 */
export function openJobStore(file: string): JobStore {
  const { database, notices } = openDatabase(file);
  notices.push(...closeUnreadable(database));
  return createStore(database, notices);
}

function openDatabase(file: string): { database: DatabaseSync; notices: string[] } {
  try {
    return { database: openMigrated(file), notices: [] };
  } catch (error) {
    if (!isDamage(error)) throw asAppError(error);
    const aside = setAside(file);
    return {
      database: openMigrated(file),
      notices: [`The job history was damaged and a new one was begun. The damaged file is kept at ${aside}.`],
    };
  }
}

function openMigrated(file: string): DatabaseSync {
  // Writes stay fully synchronous: a job has a handful of them, and what was announced must outlast a power cut.
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.quick_check !== 'ok') throw new DamagedError(String(check?.quick_check));
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) {
    throw new AppError({
      code: 'internal',
      message: 'The job history was written by a newer version of this app.',
      retryable: false,
      remedy: { text: 'Install the newest version, or start with another data folder.' },
    });
  }
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    inTransaction(database, () => database.exec(`${step}; PRAGMA user_version = ${index + 1}`));
  }
}

class DamagedError extends Error {}

const sqliteFull = 13;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

/** SQLite's primary result code, or null for any other error. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return null;
  return error.errcode & 0xff;
}

function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return error instanceof DamagedError || code === sqliteCorrupt || code === sqliteNotADatabase;
}

function asAppError(error: unknown): unknown {
  if (resultCode(error) !== sqliteFull) return error;
  return new AppError(
    {
      code: 'disk_full',
      message: 'The disk is full: the job history could not be written.',
      retryable: true,
      remedy: { text: 'Free some space on the disk that holds the data folder, then try again.' },
    },
    { cause: error },
  );
}

function setAside(file: string): string {
  const aside = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  renameSync(file, aside);
  return aside;
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite rolls some errors back by itself; a second rollback would hide the first error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw asAppError(error);
  }
}

type Row = Record<string, SQLOutputValue>;

function json(value: SQLOutputValue | undefined): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null;
}

/** @throws what zod or JSON throws where a column is not what it should be */
function jobOf(row: Row): Job {
  return jobSchema.parse({
    id: row.id,
    state: row.state,
    waitingFor: row.waiting_for,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    exitCode: row.exit_code,
    spec: jobSpecSchema.parse(json(row.spec)),
    source: jobSourceSchema.parse(json(row.source)),
    phases: phaseRecordSchema.array().parse(json(row.phases)),
    gpuUuids: json(row.gpu_uuids),
    limits: jobLimitsSchema.nullable().parse(json(row.limits)),
    failure: failureSchema.nullable().parse(json(row.failure)),
    outputs: jobOutputsSchema.nullable().parse(json(row.outputs)),
    progress: null,
  });
}

function readable(rows: readonly Row[]): Job[] {
  const jobs: Job[] = [];
  for (const row of rows) {
    try {
      jobs.push(jobOf(row));
    } catch {
      // One damaged row must not hide the others.
    }
  }
  return jobs;
}

const unfinishedStates = jobStateSchema.options.filter((state) => !isFinal(state));
const unfinishedSql = `state IN (${unfinishedStates.map((state) => `'${state}'`).join(', ')})`;

/** A running job whose record is damaged can be neither shown nor cancelled, so that it would count as running for ever. */
function closeUnreadable(database: DatabaseSync): string[] {
  const rows = database.prepare(`SELECT * FROM jobs WHERE ${unfinishedSql}`).all();
  const kept = new Set(readable(rows).map((job) => job.id));
  const damaged = rows.map((row) => String(row.id)).filter((id) => !kept.has(id));
  for (const id of damaged) database.prepare(`UPDATE jobs SET state = 'interrupted' WHERE id = ?`).run(id);
  return damaged.map((id) => `The record of job ${id} is damaged. It was closed as interrupted and is not shown.`);
}

function searchText(job: Job): string {
  const { source } = job;
  const origin = source.kind === 'path' ? source.path : source.kind === 'example' ? source.example : '';
  return [job.spec.name, job.id, source.kind, origin].join('\n').toLowerCase();
}

function columnsOf(job: Job): Record<string, SQLInputValue> {
  const optional = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return {
    id: job.id,
    state: job.state,
    created_at: Math.round(job.createdAt),
    started_at: job.startedAt === null ? null : Math.round(job.startedAt),
    ended_at: job.endedAt === null ? null : Math.round(job.endedAt),
    waiting_for: job.waitingFor,
    exit_code: job.exitCode,
    spec: JSON.stringify(job.spec),
    source: JSON.stringify(job.source),
    phases: JSON.stringify(job.phases),
    gpu_uuids: JSON.stringify(job.gpuUuids),
    limits: optional(job.limits),
    failure: optional(job.failure),
    outputs: optional(job.outputs),
    search_text: searchText(job),
  };
}

function phasesAfter(phases: readonly PhaseRecord[], to: JobState, at: number): PhaseRecord[] {
  const closed = phases.map((record) => (record.endedAt === null ? { ...record, endedAt: at } : record));
  const opened = phaseSchema.safeParse(to);
  return opened.success ? [...closed, { phase: opened.data, startedAt: at, endedAt: null }] : closed;
}

/** The rows that a query matches, as SQL after `WHERE`, with its parameters. */
function matching(query: JobQuery): { where: string; values: string[] } {
  const conditions = ['1'];
  const values: string[] = [];
  if (query.states.length > 0) {
    conditions.push(`state IN (${query.states.map(() => '?').join(', ')})`);
    values.push(...query.states);
  }
  for (const word of query.search.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    conditions.push(`search_text LIKE ? ESCAPE '\\'`);
    values.push(`%${word.replace(/[\\%_]/g, '\\$&')}%`);
  }
  return { where: conditions.join(' AND '), values };
}

function createStore(database: DatabaseSync, notices: readonly string[]): JobStore {
  const selectOne = database.prepare('SELECT * FROM jobs WHERE id = ?');
  const selectUnfinished = database.prepare(
    `SELECT * FROM jobs WHERE ${unfinishedSql} ORDER BY created_at, jobs.rowid`,
  );
  const countByState = database.prepare('SELECT state, count(*) AS jobs FROM jobs GROUP BY state');
  const insertTransition = database.prepare(
    'INSERT INTO transitions (job_id, from_state, to_state, at) VALUES (?, ?, ?, ?)',
  );

  const get = (id: string): Job => {
    const row = selectOne.get(id);
    if (!row) throw new AppError({ code: 'not_found', message: `There is no job ${id}.`, retryable: false });
    try {
      return jobOf(row);
    } catch (error) {
      const message = `The record of job ${id} is damaged and cannot be read.`;
      throw new AppError({ code: 'internal', message, retryable: false }, { cause: error });
    }
  };

  const write = (job: Job): void => {
    const { id, created_at: _, ...columns } = columnsOf(job);
    const assignments = Object.keys(columns).map((column) => `${column} = :${column}`);
    database.prepare(`UPDATE jobs SET ${assignments.join(', ')} WHERE id = :id`).run({ id: id ?? null, ...columns });
  };

  return {
    notices,

    insert(job) {
      if (job.state !== 'queued') throw refused(`A job is added queued, not ${job.state}.`);
      const columns = columnsOf(job);
      const names = Object.keys(columns);
      inTransaction(database, () =>
        database
          .prepare(`INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`)
          .run(columns),
      );
    },

    transition(id, to, change, at) {
      return inTransaction(database, () => {
        const before = get(id);
        if (!nextStates[before.state].includes(to)) {
          throw refused(`Job ${id} is ${before.state} and cannot become ${to}.`);
        }
        const after: Job = {
          ...before,
          ...change,
          state: to,
          waitingFor: null,
          phases: phasesAfter(before.phases, to, at),
          startedAt: to === 'preparing' ? at : before.startedAt,
          endedAt: isFinal(to) ? at : null,
        };
        write(after);
        insertTransition.run(id, before.state, to, Math.round(at));
        return after;
      });
    },

    update(id, change) {
      return inTransaction(database, () => {
        const before = get(id);
        const after: Job = { ...before, ...change };
        if (after.state !== 'queued') after.waitingFor = null;
        write(after);
        return after;
      });
    },

    get,

    list(query) {
      const { where, values } = matching(query);
      const rows = database
        .prepare(`SELECT * FROM jobs WHERE ${where} ORDER BY created_at DESC, jobs.rowid DESC LIMIT ? OFFSET ?`)
        .all(...values, query.limit, query.offset);
      const total = database.prepare(`SELECT count(*) AS jobs FROM jobs WHERE ${where}`).get(...values);
      const counts: JobPage['counts'] = {};
      for (const row of countByState.all()) {
        const state = jobStateSchema.safeParse(row.state);
        if (state.success) counts[state.data] = Number(row.jobs);
      }
      return { jobs: readable(rows), total: Number(total?.jobs), counts };
    },

    unfinished: () => readable(selectUnfinished.all()),

    close: () => database.close(),
  };
}

function refused(message: string): AppError {
  return new AppError({ code: 'internal', message, retryable: false });
}
