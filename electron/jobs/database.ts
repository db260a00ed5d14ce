import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { AppError, type Sentence } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

/** What a file holds. */
export interface DatabaseContent {
  /** What sentences about it name. */
  holds: 'history' | 'measurements';
  /** Step n brings it from `user_version` n to n + 1. */
  migrations: readonly string[];
  /** What the steps call by these names. */
  functions?: Readonly<Record<string, (text: string) => string>>;
}

/**
 * Opens or creates the database at `file` and brings it to the newest version. A damaged file is set aside beside it and an
 * empty one begun; the notices say so.
 * @throws AppError `internal` where the file was written by a newer version of the app, `disk_full`
 */
export function openDatabase(file: string, content: DatabaseContent): { database: DatabaseSync; notices: Sentence[] } {
  try {
    return { database: openMigrated(file, content), notices: [] };
  } catch (error) {
    if (!isDamage(error)) throw asAppError(error);
    const aside = setAside(file);
    return {
      database: openMigrated(file, content),
      notices: [sentence('database_damaged', { content: content.holds, file: aside })],
    };
  }
}

function openMigrated(file: string, content: DatabaseContent): DatabaseSync {
  // Writes are fully synchronous: a job has a handful of them, and what was announced must outlast a power cut.
  const unchecked = wantsCheck(file);
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    if (unchecked) check(database);
    rmSync(suspectMark(file), { force: true });
    migrate(database, content);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Bytes that are read through in no time. */
const quickBytes = 16 * 1024 * 1024;

/** Beside a database in which damage was met: the next opening looks at all of it. */
const suspectMark = (file: string): string => `${file}.suspect`;

/** A long history is read through only where there is a reason to, because the app starts no sooner. */
function wantsCheck(file: string): boolean {
  // What was not closed properly has left its log.
  return sizeOf(file) <= quickBytes || sizeOf(`${file}-wal`) > 0 || sizeOf(suspectMark(file)) > 0;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function check(database: DatabaseSync): void {
  const result = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (result !== 'ok') throw new DamagedError(String(result));
}

/**
 * Reads from the database. Where it turns out to be damaged, the next opening sets it aside.
 * @throws whatever `work` throws
 */
export function reading<T>(database: DatabaseSync, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const file = isDamage(error) ? database.location() : null;
    if (file !== null) writeFileSync(suspectMark(file), String(error));
    throw error;
  }
}

/**
 * All values of a query's one column. They come as one text: a hundred thousand rows one by one would hold the app up for
 * a tenth of a second.
 */
export function columnOf(database: DatabaseSync, sql: string, values: readonly SQLInputValue[]): unknown[] {
  const row = database.prepare(`WITH found (value) AS (${sql}) SELECT json_group_array(value) AS all_found FROM found`);
  const parsed: unknown = JSON.parse(String(row.get(...values)?.all_found));
  return Array.isArray(parsed) ? parsed : [];
}

function migrate(database: DatabaseSync, { holds, migrations, functions = {} }: DatabaseContent): void {
  for (const [name, work] of Object.entries(functions)) {
    database.function(name, { deterministic: true }, (text) => work(String(text)));
  }
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) {
    throw new AppError({
      code: 'internal',
      ...sentence('database_newer', { content: holds }),
      retryable: false,
      remedy: advice('install_newest_version'),
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
      ...sentence('database_full'),
      retryable: true,
      remedy: advice('free_data_disk'),
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
 * Does `work` as one transaction, or as a part of the one that is under way: all of it is written, or nothing.
 * @throws AppError `disk_full`, and whatever `work` throws
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = reading(database, work);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite rolls some errors back by itself; a second rollback would hide the first error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw asAppError(error);
  }
}
