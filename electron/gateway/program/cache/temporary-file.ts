import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EgressError } from '../egress-error.ts';
import { errorCode } from '../error-code.ts';

/** Where files of a cache folder grow until they are whole; on the same file system as their final places. */
export const incomingFolder = (cache: string): string => path.join(cache, 'incoming');

/** A file under a name that nobody reads, until it is whole. */
export interface TemporaryFile {
  handle: FileHandle;
  /** Gives the file its final name at once and whole, in place of what had that name. */
  keep(place: string): Promise<void>;
  remove(): Promise<void>;
}

/** @throws EgressError no_space */
export async function createTemporaryFile(cache: string): Promise<TemporaryFile> {
  const name = path.join(incomingFolder(cache), randomUUID());
  const handle = await open(name, 'wx+', 0o644).catch(async (error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw diskFailure(error);
    await mkdir(path.dirname(name), { recursive: true });
    return open(name, 'wx+', 0o644);
  });
  return {
    handle,
    async keep(place) {
      await mkdir(path.dirname(place), { recursive: true });
      await rename(name, place);
    },
    remove: () => rm(name, { force: true }),
  };
}

/** A full disk as `no_space`; anything else as it came. */
export function diskFailure(error: unknown): unknown {
  const code = errorCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return EgressError.failed('no_space', 'The disk of the cache is full: free some space, or make the cache smaller.');
}
