import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code.ts';
import { incomingFolder } from './temporary-file.ts';

/** A download that goes on has written since then, however often its host broke off. */
const leftoverMs = 15 * 60 * 1_000;

interface Kept {
  file: string;
  size: number;
  usedAt: number;
}

/**
 * Removes what downloads that were killed have left, and then what was not used for longest, until
 * `maxBytes` are left. Other gateways may use the folder meanwhile: a file that is being read stays readable.
 * @returns the bytes of what is left.
 */
export async function tidyCache(cache: string, maxBytes: number): Promise<number> {
  const entries = await readdir(cache, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const incoming = incomingFolder(cache);
  const kept: Kept[] = [];
  for (const entry of entries) {
    const found = await look(entry);
    if (!found) continue;
    if (path.dirname(found.file) !== incoming) kept.push(found);
    else if (found.usedAt < Date.now() - leftoverMs) await rm(found.file, { force: true });
  }
  let bytes = kept.reduce((sum, { size }) => sum + size, 0);
  kept.sort((one, other) => one.usedAt - other.usedAt);
  for (const { file, size } of kept) {
    if (bytes <= maxBytes) break;
    await rm(file, { force: true });
    bytes -= size;
  }
  return bytes;
}

async function look(entry: Dirent): Promise<Kept | null> {
  if (!entry.isFile()) return null;
  const file = path.join(entry.parentPath, entry.name);
  // Another gateway may have removed it since it was listed.
  const stats = await stat(file).catch(() => null);
  return stats && { file, size: stats.size, usedAt: stats.mtimeMs };
}
