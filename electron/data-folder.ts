import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../shared/errors.ts';
import { advice, sentence } from '../shared/languages/sentence.ts';

const folderName = 'computeswarm-seller';

/** Where settings, history and job files lie if nobody says otherwise; the same for app and terminal. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const home = environment.HOME ?? os.homedir();
  if (environment.COMPUTESWARM_DATA_DIR) return path.resolve(environment.COMPUTESWARM_DATA_DIR);
  if (platform === 'win32') return path.join(environment.APPDATA ?? home, folderName);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', folderName);
  return path.join(environment.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), folderName);
}

/** Where what can be made again is kept. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv): string {
  const home = environment.HOME ?? os.homedir();
  return path.join(environment.XDG_CACHE_HOME ?? path.join(home, '.cache'), folderName);
}

export interface DataFolder {
  path: string;
  /** Names this installation; stays the same for the folder's life. */
  instance: string;
  release(): void;
}

/**
 * Makes the folder if need be and takes it for this process, so that no two processes run jobs from one history.
 * @throws AppError data_folder_in_use
 */
export function takeDataFolder(folder: string): DataFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = path.join(folder, 'lock');
  takeLock(lock, folder);
  return { path: folder, instance: instanceOf(folder), release: () => rmSync(lock, { force: true }) };
}

function takeLock(lock: string, folder: string): void {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(readOr(lock, ''));
    if (holder && holder !== process.pid && isAlive(holder)) throw new AppError(inUse(folder, holder));
    rmSync(lock, { force: true });
  }
}

function inUse(folder: string, holder: number) {
  return {
    code: 'data_folder_in_use' as const,
    ...sentence('data_folder_in_use', { folder, process: holder }),
    retryable: true,
    remedy: advice('quit_it_or_use_another_folder'),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function instanceOf(folder: string): string {
  const file = path.join(folder, 'instance');
  const known = readOr(file, '').trim();
  if (/^[0-9a-f]{16}$/.test(known)) return known;
  const instance = randomBytes(8).toString('hex');
  writeFileSync(file, `${instance}\n`);
  return instance;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
