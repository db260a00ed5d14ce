import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../shared/errors.ts';

/** What a file holds. */
export interface DatabaseContent {
  /** What messages call it, such as “job history”. */
  title: string;
  /** Step n brings it from `user_version` n to n + 1. */
  migrations: readonly string[];
}

/**
 * Opens or creates the database at `file` and brings it to the newest version. A damaged file is set aside beside it and an
 * empty one begun; the notices say so.
 * @throws AppError `internal` where the file was written by a newer version of the app, `disk_full`
 */
export function openDatabase(file: string, content: DatabaseContent): { database: DatabaseSync; notices: string[] } {
  try {
    return { database: openMigrated(file, content), notices: [] };
  } catch (error) {
    if (!isDamage(error)) throw asAppError(error);
    const aside = setAside(file);
    return {
      database: openMigrated(file, content),
      notices: [`The ${content.title} was damaged and a new one was begun. The damaged file is kept at ${aside}.`],
    };
  }
}

function openMigrated(file: string, content: DatabaseContent): DatabaseSync {
  // Writes are fully synchronous: a job has a handful of them, and what was announced must outlast a power cut.
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.quick_check !== 'ok') throw new DamagedError(String(check?.quick_check));
    migrate(database, content);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, { title, migrations }: DatabaseContent): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) {
    throw new AppError({
      code: 'internal',
      message: `The ${title} was written by a newer version of this app.`,
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

/**
 * Does `work` as one transaction: all of it is written, or nothing.
 * @throws AppError `disk_full`, and whatever `work` throws
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
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
