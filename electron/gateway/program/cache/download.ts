import type { Hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EgressError } from '../egress-error.ts';
import { type FileKey, startHash } from './file-key.ts';
import type { FilePart, OpenFile } from './file-source.ts';
import { createTemporaryFile, diskFailure, type TemporaryFile } from './temporary-file.ts';
import { createWriteBehind } from './write-behind.ts';

/** The end of a file that nobody gets before the hash is right. */
const heldBackBytes = 64 * 1024;
const flushBytes = 64 * 1024 * 1024;
const cutsInARow = 5;
const firstPauseMs = 100;
/** After these the rest of the file can be asked for. */
const passing = new Set<string>(['cut', 'unreachable', 'unresolved']);

/** How far a file has come. */
export interface Progress {
  /** Bytes from the start that may be read now. */
  readable: number;
  /** Size of the whole file; null while nobody has said it. */
  size: number | null;
  /** The hash was right: `readable` is all. */
  verified: boolean;
}

export interface Download {
  file: TemporaryFile;
  progress(): Progress;
  /** Resolves when `progress` has changed. Rejects once the download has failed. */
  change(): Promise<void>;
}

interface State extends Progress {
  received: number;
  etag: string | null;
  hash: Hash | null;
}

/**
 * Downloads a file into `place` of the folder `cache`, going on by itself after the host has broken off. Resolves as soon
 * as the first bytes are announced; the rest goes on in the background, and `finished` is called at its end.
 * @throws EgressError what `open` throws; no_space
 */
export async function startDownload(
  {
    cache,
    place,
    key,
    size,
    open,
  }: { cache: string; place: string; key: FileKey; size: number | null; open: OpenFile },
  finished: () => void,
): Promise<Download> {
  const state: State = { readable: 0, size, verified: false, received: 0, etag: null, hash: null };
  const listeners = new Set<{ resolve(): void; reject(error: unknown): void }>();
  let failure: { error: unknown } | null = null;
  let flushed = 0;

  const announce = (): void => {
    for (const { resolve, reject } of listeners) failure ? reject(failure.error) : resolve();
    listeners.clear();
  };

  const onWritten = (length: number): void => {
    const end = state.size ?? length;
    state.readable = Math.max(0, Math.min(length, end - heldBackBytes));
    announce();
    if (length - flushed < flushBytes) return;
    flushed = length;
    // Written out on the way, a large file need not be waited for at its end. The flush there tells what went wrong.
    void file.handle.datasync().catch(() => undefined);
  };

  const write = async (bytes: Buffer): Promise<void> => {
    if (state.size !== null && state.received + bytes.length > state.size) {
      throw EgressError.failed('upstream_error', 'The host sent more bytes than the file should have.');
    }
    state.hash?.update(bytes);
    state.received += bytes.length;
    await disk.append(bytes);
  };

  const append = async (part: FilePart): Promise<void> => {
    accept(state, part);
    // A host that sends all of it again: readers may have the first bytes already, and the hash covers what they got.
    let known = state.received - part.from;
    for await (const bytes of part.body) {
      const fresh = bytes.subarray(known);
      known = Math.max(0, known - bytes.length);
      if (fresh.length > 0) await write(fresh);
    }
    if (state.size !== null && state.received < state.size) {
      throw EgressError.failed('cut', 'The host ended before the file did.');
    }
    if (state.hash?.digest('hex') !== key.hex) {
      throw EgressError.failed('wrong_hash', `What the host sent does not have the hash ${key.algorithm}:${key.hex}.`);
    }
  };

  /** Null when the file is complete and right; else why the host broke off. */
  const advance = async (given: FilePart | null): Promise<EgressError | null> => {
    let part = given;
    try {
      part ??= await open(state.received, state.etag);
      await append(part);
      part.finish();
      return null;
    } catch (error) {
      const known = diskFailure(error);
      part?.finish(known instanceof EgressError ? known : undefined);
      if (known instanceof EgressError && passing.has(known.verdict.reason)) return known;
      throw known;
    }
  };

  const complete = async (first: FilePart): Promise<void> => {
    let cuts = 0;
    for (let part: FilePart | null = first; ; part = null) {
      const before = state.received;
      const cut = await advance(part);
      if (!cut) return;
      cuts = state.received > before ? 1 : cuts + 1;
      if (cuts > cutsInARow) {
        throw EgressError.failed('cut', `${cut.verdict.detail} ${cutsInARow} further tries brought nothing more.`);
      }
      await delay(firstPauseMs * 2 ** (cuts - 1));
    }
  };

  /** Before anybody has the whole file: who has it may end the setup, and this program with it. */
  const keep = async (): Promise<void> => {
    await disk.settle();
    await file.handle.sync();
    await file.keep(place);
    state.size = state.received;
    state.readable = state.received;
    state.verified = true;
    announce();
  };

  const run = async (part: FilePart): Promise<void> => {
    try {
      await complete(part);
      await keep();
    } catch (error) {
      await disk.settle().catch(() => undefined);
      await file.remove().catch(() => undefined);
      failure = { error: diskFailure(error) };
      state.readable = 0;
      announce();
    } finally {
      finished();
    }
  };

  const first = await open(0, null);
  const file = await prepare(first, () => {
    state.size ??= first.size;
    state.hash = startHash(key, state.size);
    if (state.hash) return createTemporaryFile(cache);
    throw EgressError.failed('upstream_error', 'The host does not say how long the file is, so it cannot be verified.');
  });
  const disk = createWriteBehind(file.handle, onWritten);
  void run(first);

  return {
    file,
    progress: () => state,
    change: () =>
      new Promise((resolve, reject) => {
        if (failure) reject(failure.error);
        else listeners.add({ resolve, reject });
      }),
  };
}

/** What `make` makes; the part is given up where it fails. */
async function prepare<T>(part: FilePart, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    part.finish(error instanceof EgressError ? error : undefined);
    throw error;
  }
}

function accept(state: State, part: FilePart): void {
  if (part.size !== null && state.size !== null && part.size !== state.size) {
    const detail = `The host announced ${part.size} bytes for a file that should have ${state.size}.`;
    throw EgressError.failed('upstream_error', detail);
  }
  state.size ??= part.size;
  state.etag = part.etag;
}
