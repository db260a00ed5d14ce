import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../jobs/database.ts';

const migrations: readonly string[] = [
  `
  -- GPUs that steps are kept of, as they were seen last.
  CREATE TABLE gpus (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    memory_total REAL NOT NULL,
    power_limit REAL
  ) STRICT;

  -- Means over steps of so many milliseconds; a step in which nothing was recorded has no row.
  CREATE TABLE gpu_steps (
    step INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gpu INTEGER NOT NULL,
    utilisation REAL,
    memory_used REAL,
    power REAL,
    temperature REAL,
    fan REAL,
    clock REAL,
    memory_clock REAL,
    throttled REAL,
    PRIMARY KEY (step, at, gpu)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Jobs that something is kept of: the length of their steps in milliseconds, and the most that each phase took, as JSON.
  CREATE TABLE usage_jobs (
    id INTEGER PRIMARY KEY,
    job TEXT NOT NULL UNIQUE,
    step INTEGER NOT NULL,
    peaks TEXT NOT NULL,
    cancel_asked INTEGER
  ) STRICT;

  -- For each measure how many readings a step is made of, their mean and the highest of them.
  CREATE TABLE usage_steps (
    job INTEGER NOT NULL,
    at INTEGER NOT NULL,
    cpu_count INTEGER NOT NULL,
    cpu_mean REAL,
    cpu_most REAL,
    memory_count INTEGER NOT NULL,
    memory_mean REAL,
    memory_most REAL,
    disk_read_count INTEGER NOT NULL,
    disk_read_mean REAL,
    disk_read_most REAL,
    disk_written_count INTEGER NOT NULL,
    disk_written_mean REAL,
    disk_written_most REAL,
    pids_count INTEGER NOT NULL,
    pids_mean REAL,
    pids_most REAL,
    log_lines_count INTEGER NOT NULL,
    log_lines_mean REAL,
    log_lines_most REAL,
    log_bytes_count INTEGER NOT NULL,
    log_bytes_mean REAL,
    log_bytes_most REAL,
    PRIMARY KEY (job, at)
  ) STRICT, WITHOUT ROWID;
  `,
];

/**
 * Opens or creates the database of measurements at `file`. A damaged file is set aside and a new one begun; one that cannot
 * be used at all is left alone and replaced by memory: what charts show is no reason not to start.
 */
export function openMetrics(file: string): DatabaseSync {
  const database = openOrRemember(file);
  // A power cut may cost the last minutes, the log beside the file stays near 1 MiB, and nothing waits for another program
  // that looks into it.
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 256; PRAGMA busy_timeout = 0');
  return database;
}

function openOrRemember(file: string): DatabaseSync {
  const content = { holds: 'measurements', migrations } as const;
  try {
    return openDatabase(file, content).database;
  } catch {
    return openDatabase(':memory:', content).database;
  }
}
