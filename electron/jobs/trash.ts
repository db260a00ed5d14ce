import type { DatabaseSync } from 'node:sqlite';
import { type Deletion, isFinal, type JobSelection, type JobsWeight, jobStateSchema } from '../../shared/jobs.ts';
import { inTransaction } from './database.ts';
import { selected } from './matching.ts';

/** A deleted job whose rows are still there. */
export interface TrashedJob {
  /** Its number in the history. */
  job: number;
  id: string;
}

/**
 * Jobs on their way out. They are in no list and cannot be got from the moment they are put here; what is left of them is
 * the caller's to remove before `erase`.
 */
export interface Trash {
  weigh(selection: JobSelection): JobsWeight;
  /** Puts the ended jobs of the selection here, all at once. `at`, in milliseconds, becomes the id of the deletion. */
  put(selection: JobSelection, at: number): Deletion;
  /** Puts the jobs of a deletion back that are still here; how many. */
  takeBack(deletion: number): number;
  /** Every deletion of which something is left. */
  deletions(): number[];
  /** Jobs of a deletion, by number. */
  next(deletion: number, after: number, limit: number): TrashedJob[];
  /** Removes every row of these jobs, all at once. */
  erase(jobs: readonly TrashedJob[]): void;
}

const finalSql = jobStateSchema.options
  .filter(isFinal)
  .map((state) => `'${state}'`)
  .join(', ');

/** The trash of an open history. */
export function createTrash(database: DatabaseSync): Trash {
  const lastDeletion = database.prepare('SELECT max(deletion) AS last FROM trash');
  const recount = (sign: '+' | '-') =>
    database.prepare(
      `UPDATE job_counts SET jobs = job_counts.jobs ${sign} moved.jobs FROM
         (SELECT listing.state AS state, count(*) AS jobs FROM trash JOIN listing ON listing.job = trash.job
          WHERE trash.deletion = ? GROUP BY listing.state) AS moved
       WHERE moved.state = job_counts.state`,
    );
  const countOut = recount('-');
  const countIn = recount('+');
  const empty = database.prepare('DELETE FROM trash WHERE deletion = ?');
  const deletions = database.prepare('SELECT DISTINCT deletion FROM trash');
  const next = database.prepare(
    `SELECT trash.job AS job, id FROM trash INDEXED BY trash_by_deletion JOIN listing USING (job)
     WHERE deletion = ? AND trash.job > ? ORDER BY trash.job LIMIT ?`,
  );
  const byId = ['transitions WHERE job_id', 'ledger WHERE job_id', 'kept_uses WHERE job_id'].map((from) =>
    database.prepare(`DELETE FROM ${from} = ?`),
  );
  const byNumber = ['job_search WHERE rowid', 'listing WHERE job', 'jobs WHERE rowid', 'trash WHERE job'].map((from) =>
    database.prepare(`DELETE FROM ${from} = ?`),
  );

  return {
    weigh(selection) {
      const { sql, values } = selected(selection);
      const ended = `listing.state IN (${finalSql})`;
      const row = database
        .prepare(
          `SELECT count(*) AS jobs, count(*) FILTER (WHERE ${ended}) AS ended,
             total(output_files) FILTER (WHERE ${ended}) AS files, total(output_bytes) FILTER (WHERE ${ended}) AS bytes
           FROM ${sql}`,
        )
        .get(...values);
      const jobs = Number(row?.ended);
      return {
        ended: jobs,
        unfinished: Number(row?.jobs) - jobs,
        outputs: { files: Number(row?.files), bytes: Number(row?.bytes) },
      };
    },

    put(selection, at) {
      return inTransaction(database, () => {
        // Two deletions within a millisecond are still two.
        const id = Math.max(Math.round(at), Number(lastDeletion.get()?.last ?? 0) + 1);
        const { sql, values, job } = selected(selection);
        const chosen = Number(database.prepare(`SELECT count(*) AS jobs FROM ${sql}`).get(...values)?.jobs);
        const { changes } = database
          .prepare(
            `INSERT INTO trash (job, deletion) SELECT ${job}, ${id} FROM ${sql} AND listing.state IN (${finalSql})`,
          )
          .run(...values);
        countOut.run(id);
        return { id, deleted: Number(changes), left: chosen - Number(changes) };
      });
    },

    takeBack(deletion) {
      return inTransaction(database, () => {
        countIn.run(deletion);
        return Number(empty.run(deletion).changes);
      });
    },

    deletions: () => deletions.all().map((row) => Number(row.deletion)),

    next: (deletion, after, limit) =>
      next.all(deletion, after, limit).map((row) => ({ job: Number(row.job), id: String(row.id) })),

    erase(jobs) {
      inTransaction(database, () => {
        for (const { job, id } of jobs) {
          for (const statement of byId) statement.run(id);
          for (const statement of byNumber) statement.run(job);
        }
      });
    },
  };
}
