import { type FileHandle, open, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code.ts';
import { type Download, type Progress, startDownload } from './download.ts';
import type { FileKey } from './file-key.ts';
import type { OpenFile } from './file-source.ts';
import { createSlots } from './slots.ts';

const downloadsAtOnce = 16;

/** A file that is kept, or that is on its way and can be read as far as it has come. */
export interface FollowedFile {
  /** It was kept before: nothing is downloaded for it. */
  cached: boolean;
  /** Bytes of the whole file; null where the host has not said it. */
  size: number | null;
  /**
   * Reads into `buffer` what has come from `position` on; waits where there is nothing yet. The last 64 KiB come only when
   * the hash is right.
   * @returns how many bytes; 0 at the end of the file.
   * @throws EgressError wrong_hash, cut, upstream_error, no_space, download_cap, upload_cap, unreachable
   */
  read(buffer: Buffer, position: number): Promise<number>;
  /** Must be called once, after the last read. */
  release(): void;
}

/** Files by their hash. Any number of gateways may use one folder at the same time. */
export interface FileStore {
  /** Size of a kept file; null where it is not there. */
  sizeOf(key: FileKey): Promise<number | null>;
  /**
   * A kept file, else one that is downloaded from now on; all who ask for it meanwhile share the download. `size` is what
   * it must have, null if that is not known.
   * @throws EgressError what `open` throws; no_space, upstream_error
   */
  fetch(key: FileKey, size: number | null, open: OpenFile): Promise<FollowedFile>;
}

interface Shared {
  handle: FileHandle;
  users: number;
  /** Null for a file that was kept before. */
  download: Download | null;
  size: number | null;
}

/** Opens the store in the folder of a cache; see `openCache`. */
export function createFileStore(cache: string): FileStore {
  const slots = createSlots(downloadsAtOnce);
  const underWay = new Map<string, Promise<Shared>>();

  const placeOf = ({ algorithm, hex }: FileKey): string => path.join(cache, 'files', algorithm, hex.slice(0, 2), hex);

  const openKept = async (key: FileKey, size: number | null): Promise<Shared | null> => {
    const place = placeOf(key);
    const handle = await open(place, 'r').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (!handle) return null;
    const stats = await handle.stat();
    if (size !== null && stats.size !== size) {
      // Not what was verified: a disk that lost power, or a hand that was in it.
      await handle.close();
      await rm(place, { force: true });
      return null;
    }
    const now = new Date();
    await utimes(place, now, now).catch(() => undefined);
    return { handle, users: 0, download: null, size: stats.size };
  };

  const download = async (key: FileKey, size: number | null, openFile: OpenFile, id: string): Promise<Shared> => {
    const giveBack = await slots.take();
    let shared: Shared | null = null;
    try {
      const download = await startDownload({ cache, place: placeOf(key), key, size, open: openFile }, () => {
        giveBack();
        underWay.delete(id);
        if (shared) leave(shared);
      });
      // The download itself is the first user of its file.
      shared = { handle: download.file.handle, users: 1, download, size };
      return shared;
    } catch (error) {
      giveBack();
      underWay.delete(id);
      throw error;
    }
  };

  const share = (key: FileKey, size: number | null, openFile: OpenFile): Promise<Shared> => {
    const id = `${key.algorithm}:${key.hex}`;
    const going = underWay.get(id) ?? download(key, size, openFile, id);
    underWay.set(id, going);
    return going;
  };

  return {
    async sizeOf(key) {
      const kept = await openKept(key, null);
      await kept?.handle.close();
      return kept?.size ?? null;
    },

    async fetch(key, size, openFile) {
      const shared = (await openKept(key, size)) ?? (await share(key, size, openFile));
      return follow(shared);
    },
  };
}

function leave(shared: Shared): void {
  shared.users -= 1;
  if (shared.users === 0) void shared.handle.close().catch(() => undefined);
}

function follow(shared: Shared): FollowedFile {
  shared.users += 1;
  let released = false;
  const progress = (): Progress =>
    shared.download?.progress() ?? { readable: shared.size ?? 0, size: shared.size, verified: true };
  return {
    cached: shared.download === null,
    size: progress().size,
    async read(buffer, position) {
      for (;;) {
        const { readable, verified } = progress();
        const length = Math.min(readable - position, buffer.length);
        if (length > 0) {
          const { bytesRead } = await shared.handle.read(buffer, 0, length, position);
          if (bytesRead === 0) throw new Error('A file of the cache is shorter than it was.');
          return bytesRead;
        }
        if (verified || buffer.length === 0 || !shared.download) return 0;
        await shared.download.change();
      }
    },
    release() {
      if (!released) leave(shared);
      released = true;
    },
  };
}
