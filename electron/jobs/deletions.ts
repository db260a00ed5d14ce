import { rm } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { Deletion, JobSelection, JobsWeight } from '../../shared/jobs.ts';
import { sentence } from '../../shared/languages/sentence.ts';
import { jobFolder } from './job-folder.ts';
import type { Trash, TrashedJob } from './trash.ts';

/** Deletes jobs that have ended, with their log, files and outputs, in a way that can be taken back for a while. */
export interface Deletions {
  weigh(selection: JobSelection): JobsWeight;
  /** They are gone from every list at once, and for good with `settle`, after ten minutes, or at the next start. */
  remove(selection: JobSelection): Deletion;
  /** How many jobs are back. @throws AppError `not_found` where they are being deleted for good */
  undo(deletion: number): number;
  /** Deletes for good; never rejects. What cannot be removed is tried again at the next start. */
  settle(deletion: number): Promise<void>;
  /** Deletes for good what an earlier run has left. Never rejects. */
  settleLeftovers(): Promise<void>;
  /** Ends what is under way after its next step. */
  stop(): Promise<void>;
}

/** Whoever has not taken a deletion back by then has closed the window. */
const undoMs = 10 * 60_000;

/** Jobs in one step, between which the app does other things. */
const stepSize = 25;

export interface DeletionsOptions {
  trash: Trash;
  dataFolder: string;
  /** Removes what is kept of jobs outside of the history; where it throws, its turn comes again. */
  forget: (ids: readonly string[]) => void;
}

export function createDeletions({ trash, dataFolder, forget }: DeletionsOptions): Deletions {
  const waiting = new Map<number, NodeJS.Timeout>();
  let stopped = false;
  let work: Promise<void> = Promise.resolve();

  /** The files first: a job without files is still in the trash, and its turn comes again. */
  const removeFiles = async (jobs: readonly TrashedJob[]): Promise<TrashedJob[]> => {
    const removed = await Promise.all(
      jobs.map(async (job) => {
        try {
          await rm(jobFolder(dataFolder, job.id).root, { recursive: true, force: true });
          return [job];
        } catch {
          return [];
        }
      }),
    );
    return removed.flat();
  };

  const settleAll = async (deletion: number): Promise<void> => {
    let after = 0;
    while (!stopped) {
      const step = trash.next(deletion, after, stepSize);
      const last = step.at(-1);
      if (last === undefined) return;
      const removed = await removeFiles(step);
      forget(removed.map(({ id }) => id));
      trash.erase(removed);
      after = last.job;
      await breathe();
    }
  };

  const inTurn = (deletion: number): Promise<void> => {
    // The history is full or gone: what is in the trash stays there for the next start.
    work = work.then(() => settleAll(deletion)).catch(() => undefined);
    return work;
  };

  const settle = (deletion: number): Promise<void> => {
    clearTimeout(waiting.get(deletion));
    return waiting.delete(deletion) ? inTurn(deletion) : work;
  };

  return {
    weigh: trash.weigh,

    remove(selection) {
      const deletion = trash.put(selection, Date.now());
      waiting.set(deletion.id, setTimeout(() => void settle(deletion.id), undoMs).unref());
      return deletion;
    },

    undo(deletion) {
      const timer = waiting.get(deletion);
      if (timer === undefined) {
        throw new AppError({
          code: 'not_found',
          ...sentence('deletion_is_final'),
          retryable: false,
        });
      }
      const back = trash.takeBack(deletion);
      clearTimeout(timer);
      waiting.delete(deletion);
      return back;
    },

    settle,

    async settleLeftovers() {
      await Promise.all(trash.deletions().map(inTurn));
    },

    async stop() {
      stopped = true;
      for (const timer of waiting.values()) clearTimeout(timer);
      await work;
    },
  };
}
