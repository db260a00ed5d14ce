import { randomInt } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { jobEnvironmentSchema } from '../../shared/environments.ts';
import { AppError, phaseSchema, type Sentence } from '../../shared/errors.ts';
import {
  isFinal,
  type Job,
  type JobState,
  jobLimitsSchema,
  jobOutputsSchema,
  jobSchema,
  jobStateSchema,
  nextStates,
  type PhaseRecord,
  phaseRecordSchema,
} from '../../shared/jobs.ts';
import { type Sayable, sentence } from '../../shared/languages/sentence.ts';
import { jobModelSchema } from '../../shared/models.ts';
import { executionMs, worthOf } from '../../shared/pricing.ts';
import { inTransaction } from './database.ts';
import { json, listedPart } from './job-columns.ts';
import { createJobList, type JobList } from './job-list.ts';
import { nameKey, searchText, searchWindows } from './listing-text.ts';

/** What may change together with a job's state. */
export type TransitionChange = Partial<
  Pick<Job, 'gpuUuids' | 'limits' | 'environment' | 'models' | 'exitCode' | 'failure' | 'outputs'>
>;

/** What may change while the state stays. `waitingFor` is kept only while the job is queued. */
export type JobChange = TransitionChange & Partial<Pick<Job, 'waitingFor'>>;

/** The records of jobs on disk. Every method is synchronous: what it returns has been written. */
export interface JobStore extends JobList {
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
  /** Oldest first. */
  unfinished(): Job[];
  /** When the job came into which state after it was added, oldest first. */
  transitions(id: string): { at: number; state: JobState }[];
}

const idAlphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A job id: 20 characters, of which the first 9 are the time in milliseconds, so that ids sort by time. */
export function newJobId(now: number): string {
  const random = Array.from({ length: 11 }, () => idAlphabet[randomInt(idAlphabet.length)]).join('');
  return Math.floor(now).toString(36).padStart(9, '0') + random;
}

type Row = Record<string, SQLOutputValue>;

/** @throws what zod or JSON throws where a column is not what it should be */
function jobOf(row: Row): Job {
  return jobSchema.parse({
    ...listedPart(row),
    exitCode: row.exit_code,
    phases: phaseRecordSchema.array().parse(json(row.phases)),
    gpuUuids: json(row.gpu_uuids),
    allowedHosts: json(row.allowed_hosts),
    limits: jobLimitsSchema.nullable().parse(json(row.limits)),
    environment: jobEnvironmentSchema.nullable().parse(json(row.environment)),
    models: jobModelSchema.array().parse(json(row.models)),
    outputs: jobOutputsSchema.nullable().parse(json(row.outputs)),
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

/**
 * Closes the running jobs whose record is damaged: one can be neither shown nor cancelled, so that it would count as running
 * for ever. Returns a sentence for each.
 */
export function closeUnreadable(database: DatabaseSync): Sentence[] {
  const rows = database.prepare(`SELECT * FROM jobs WHERE ${unfinishedSql}`).all();
  const kept = new Set(readable(rows).map((job) => job.id));
  const damaged = rows.map((row) => String(row.id)).filter((id) => !kept.has(id));
  for (const id of damaged) database.prepare(`UPDATE jobs SET state = 'interrupted' WHERE id = ?`).run(id);
  return damaged.map((id) => sentence('job_closed_as_damaged', { id }));
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
    allowed_hosts: JSON.stringify(job.allowedHosts),
    limits: optional(job.limits),
    failure: optional(job.failure),
    outputs: optional(job.outputs),
    environment: optional(job.environment),
    models: JSON.stringify(job.models),
  };
}

function phasesAfter(phases: readonly PhaseRecord[], to: JobState, at: number): PhaseRecord[] {
  const closed = phases.map((record) => (record.endedAt === null ? { ...record, endedAt: at } : record));
  const opened = phaseSchema.safeParse(to);
  return opened.success ? [...closed, { phase: opened.data, startedAt: at, endedAt: null }] : closed;
}

/** The job records of an open history. */
export function createJobStore(database: DatabaseSync): JobStore {
  const selectOne = database.prepare('SELECT * FROM jobs WHERE id = ? AND rowid NOT IN (SELECT job FROM trash)');
  const selectUnfinished = database.prepare(
    `SELECT * FROM jobs WHERE ${unfinishedSql} ORDER BY created_at, jobs.rowid`,
  );
  const insertListing = database.prepare('INSERT INTO listing (job, id, state, name_key) VALUES (?, ?, ?, ?)');
  const insertSearch = database.prepare('INSERT INTO job_search (rowid, windows) VALUES (?, ?)');
  const setResult = database.prepare(
    'UPDATE listing SET execution_ms = ?, worth = ? WHERE job = (SELECT rowid FROM jobs WHERE id = ?)',
  );
  const insertTransition = database.prepare(
    'INSERT INTO transitions (job_id, from_state, to_state, at) VALUES (?, ?, ?, ?)',
  );
  const selectTransitions = database.prepare('SELECT to_state, at FROM transitions WHERE job_id = ? ORDER BY id');

  const get = (id: string): Job => {
    const row = selectOne.get(id);
    if (!row) throw new AppError({ code: 'not_found', ...sentence('job_unknown', { id }), retryable: false });
    try {
      return jobOf(row);
    } catch (error) {
      throw refused(sentence('job_damaged', { id }), error);
    }
  };

  const write = (job: Job): void => {
    const { id, created_at: _, ...columns } = columnsOf(job);
    const assignments = Object.keys(columns).map((column) => `${column} = :${column}`);
    database.prepare(`UPDATE jobs SET ${assignments.join(', ')} WHERE id = :id`).run({ id: id ?? null, ...columns });
  };

  return {
    insert(job) {
      if (job.state !== 'queued') throw refused(sentence('job_not_queued', { state: job.state }));
      const columns = columnsOf(job);
      const names = Object.keys(columns);
      inTransaction(database, () => {
        const { lastInsertRowid } = database
          .prepare(`INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`)
          .run(columns);
        insertListing.run(lastInsertRowid, job.id, job.state, nameKey(job.spec.name));
        insertSearch.run(lastInsertRowid, searchWindows(searchText(job)));
      });
    },

    transition(id, to, change, at) {
      return inTransaction(database, () => {
        const before = get(id);
        if (!nextStates[before.state].includes(to)) {
          throw refused(sentence('job_state_not_next', { id, from: before.state, to }));
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
        if (isFinal(to)) setResult.run(executionMs(after.phases), worthOf(after), id);
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

    unfinished: () => readable(selectUnfinished.all()),

    transitions: (id) =>
      selectTransitions.all(id).flatMap(({ at, to_state }) => {
        const state = jobStateSchema.safeParse(to_state);
        return state.success ? [{ at: Number(at), state: state.data }] : [];
      }),

    ...createJobList(database),
  };
}

function refused(why: Sayable, cause?: unknown): AppError {
  return new AppError({ code: 'internal', ...why, retryable: false }, { cause });
}
