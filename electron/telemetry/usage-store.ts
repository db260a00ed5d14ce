import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { type PhasePeaks, phasePeaksSchema, type UsageMeasure } from '../../shared/usage.ts';
import { inTransaction } from '../jobs/database.ts';
import { eachMeasure, finestStep, type UsagePoint, type UsageSteps, usageMeasures } from './usage-points.ts';

/** What is kept of what a job used. */
export interface StoredUsage {
  steps: UsageSteps;
  peaks: PhasePeaks[];
  /** When somebody asked for it to be cancelled, milliseconds since the epoch. */
  cancelAskedAt: number | null;
}

/** What jobs used, on disk: below 120 KB a job, and about 30 MB in all; then the oldest jobs keep only their peaks. */
export interface UsageStore {
  /** Keeps what there is of a job; what was kept before and lies before `changedFrom` is as it was. */
  save(job: string, usage: StoredUsage, changedFrom: number): void;
  /** Null where nothing is kept of the job. */
  read(job: string): StoredUsage | null;
  erase(jobs: readonly string[]): void;
}

/** Steps of all jobs together. */
const mostKept = 150_000;

const kinds = ['count', 'mean', 'most'] as const;
const columnOf = (measure: UsageMeasure, kind: (typeof kinds)[number]) =>
  `${measure.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_${kind}`;
const columns = usageMeasures.flatMap((measure) => kinds.map((kind) => columnOf(measure, kind)));

const peaksSchema = z.array(phasePeaksSchema);

/** The part of an open database of measurements that is about jobs. */
export function createUsageStore(database: DatabaseSync, most = mostKept): UsageStore {
  const know = database.prepare(
    `INSERT INTO usage_jobs (job, step, peaks, cancel_asked) VALUES (:job, :step, :peaks, :cancelAsked)
     ON CONFLICT (job) DO UPDATE SET
       step = excluded.step, peaks = excluded.peaks, cancel_asked = excluded.cancel_asked
     RETURNING id`,
  );
  const stepOf = database.prepare('SELECT step FROM usage_jobs WHERE job = ?');
  const select = database.prepare('SELECT id, step, peaks, cancel_asked FROM usage_jobs WHERE job = ?');
  const selectSteps = database.prepare(`SELECT at, ${columns.join(', ')} FROM usage_steps WHERE job = ? ORDER BY at`);
  const insertStep = database.prepare(
    `INSERT OR REPLACE INTO usage_steps (job, at, ${columns.join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})`,
  );
  const dropFrom = database.prepare('DELETE FROM usage_steps WHERE job = ? AND at >= ?');
  const dropSteps = database.prepare('DELETE FROM usage_steps WHERE job = (SELECT id FROM usage_jobs WHERE job = ?)');
  const dropJob = database.prepare('DELETE FROM usage_jobs WHERE job = ?');
  const count = database.prepare('SELECT count(*) AS steps FROM usage_steps');
  const oldest = database.prepare('SELECT DISTINCT job FROM usage_steps WHERE job <> ? ORDER BY job LIMIT 1');

  const prune = (sparing: number): void => {
    while (Number(count.get()?.steps) > most) {
      const job = oldest.get(sparing)?.job;
      if (typeof job !== 'number') return;
      dropFrom.run(job, 0);
    }
  };

  return {
    save(job, { steps, peaks, cancelAskedAt }, changedFrom) {
      inTransaction(database, () => {
        const before = stepOf.get(job)?.step;
        const { stepMs: step } = steps;
        const id = Number(know.get({ job, step, peaks: JSON.stringify(peaks), cancelAsked: cancelAskedAt })?.id);
        const from = before === step ? changedFrom : 0;
        dropFrom.run(id, from);
        for (const point of steps.points) if (point.at >= from) insertStep.run(id, point.at, ...valuesOf(point));
        // Counting takes a moment, and the number grows slowly.
        if (before === undefined) prune(id);
      });
    },

    read(job) {
      const row = select.get(job);
      if (!row) return null;
      const peaks = peaksSchema.safeParse(JSON.parse(String(row.peaks)));
      return {
        steps: { stepMs: Number(row.step) || finestStep, points: selectSteps.all(Number(row.id)).map(pointOf) },
        peaks: peaks.data ?? [],
        cancelAskedAt: row.cancel_asked === null ? null : Number(row.cancel_asked),
      };
    },

    erase(jobs) {
      inTransaction(database, () => {
        for (const job of jobs) {
          dropSteps.run(job);
          dropJob.run(job);
        }
      });
    },
  };
}

function valuesOf({ count, mean, most }: UsagePoint): SQLInputValue[] {
  return usageMeasures.flatMap((measure) => [count[measure], mean[measure], most[measure]]);
}

function pointOf(row: Record<string, SQLOutputValue>): UsagePoint {
  const read = (kind: (typeof kinds)[number]) => (measure: UsageMeasure) => {
    const value = row[columnOf(measure, kind)];
    return typeof value === 'number' ? value : null;
  };
  const counted = read('count');
  return {
    at: Number(row.at),
    count: eachMeasure((measure) => counted(measure) ?? 0),
    mean: eachMeasure(read('mean')),
    most: eachMeasure(read('most')),
  };
}
