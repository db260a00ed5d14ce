import type { Sentence } from '../../shared/errors.ts';
import { createLockStore, type LockStore } from '../environments/lock-store.ts';
import { createSnapshotStore, type SnapshotStore } from '../models/snapshot-store.ts';
import { createKeptStore, type KeptStore } from '../storage/kept-store.ts';
import { type DatabaseContent, openDatabase } from './database.ts';
import { createJobReader, type JobReader } from './export-jobs.ts';
import { createGpuHoldStore, type GpuHoldStore } from './gpu-holds.ts';
import { closeUnreadable, createJobStore, type JobStore } from './job-store.ts';
import { createJobSummary, type JobSummary } from './job-summary.ts';
import { createLedgerStore, type LedgerStore } from './ledger-store.ts';
import { nameKey, searchWindows } from './listing-text.ts';
import { migrations } from './migrations.ts';
import { createTrash, type Trash } from './trash.ts';

/** What the history's file holds. */
export const historyContent: DatabaseContent = {
  holds: 'history',
  migrations,
  // For steps that fill what the store writes itself from then on.
  functions: { name_key: nameKey, search_windows: searchWindows },
};

/** Everything that is remembered of jobs, and of what they leave for others, in one database. */
export interface History {
  jobs: JobStore;
  trash: Trash;
  reader: JobReader;
  summary: JobSummary;
  ledger: LedgerStore;
  gpuHolds: GpuHoldStore;
  kept: KeptStore;
  locks: LockStore;
  snapshots: SnapshotStore;
  /** What a person should know about the opening: a damaged file that was set aside, jobs that could not be read. */
  readonly notices: readonly Sentence[];
  close(): void;
}

/**
 * Opens or creates the history at `file`. A damaged file is set aside beside it and an empty history begun.
 * @throws AppError `internal` where the file was written by a newer version of the app, `disk_full`
 */
export function openHistory(file: string): History {
  const { database, notices } = openDatabase(file, historyContent);
  notices.push(...closeUnreadable(database));
  return {
    jobs: createJobStore(database),
    trash: createTrash(database),
    reader: createJobReader(database),
    summary: createJobSummary(database),
    ledger: createLedgerStore(database),
    gpuHolds: createGpuHoldStore(database),
    kept: createKeptStore(database),
    locks: createLockStore(database),
    snapshots: createSnapshotStore(database),
    notices,
    close: () => database.close(),
  };
}
