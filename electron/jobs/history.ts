import { createLockStore, type LockStore } from '../environments/lock-store.ts';
import { createSnapshotStore, type SnapshotStore } from '../models/snapshot-store.ts';
import { createKeptStore, type KeptStore } from '../storage/kept-store.ts';
import { openDatabase } from './database.ts';
import { createGpuHoldStore, type GpuHoldStore } from './gpu-holds.ts';
import { closeUnreadable, createJobStore, type JobStore } from './job-store.ts';
import { createLedgerStore, type LedgerStore } from './ledger-store.ts';
import { migrations } from './migrations.ts';

/** Everything that is remembered of jobs, and of what they leave for others, in one database. */
export interface History {
  jobs: JobStore;
  ledger: LedgerStore;
  gpuHolds: GpuHoldStore;
  kept: KeptStore;
  locks: LockStore;
  snapshots: SnapshotStore;
  /** What a person should know about the opening: a damaged file that was set aside, jobs that could not be read. */
  readonly notices: readonly string[];
  close(): void;
}

/**
 * Opens or creates the history at `file`. A damaged file is set aside beside it and an empty history begun.
 * @throws AppError `internal` where the file was written by a newer version of the app, `disk_full`
 */
export function openHistory(file: string): History {
  const { database, notices } = openDatabase(file, { title: 'job history', migrations });
  notices.push(...closeUnreadable(database));
  return {
    jobs: createJobStore(database),
    ledger: createLedgerStore(database),
    gpuHolds: createGpuHoldStore(database),
    kept: createKeptStore(database),
    locks: createLockStore(database),
    snapshots: createSnapshotStore(database),
    notices,
    close: () => database.close(),
  };
}
