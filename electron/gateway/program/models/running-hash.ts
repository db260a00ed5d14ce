import { type FileKey, startHash } from '../cache/file-key.ts';
import type { PartialFile } from './partial-file.ts';

const blockBytes = 1024 * 1024;

/** The hash of a file while it comes: what comes in order is hashed at once, the rest is read back as gaps are closed. */
export interface RunningHash {
  /** Takes bytes that are about to be written at `position`. */
  offer(position: number, bytes: Buffer): void;
  /** Something was written: reads back what can be hashed now. */
  advance(): void;
  /** The hash in hexadecimal, when the file is whole. @throws what reading back has thrown, and what the signal says */
  digest(): Promise<string>;
  /** Resolves when it reads no more; it must not be used afterwards. */
  stop(): Promise<void>;
}

export function createRunningHash(key: FileKey, file: PartialFile, signal: AbortSignal): RunningHash {
  const hash = startHash(key, file.size);
  if (!hash) throw new Error('The hash of a file whose size is known can be started.');
  let hashed = 0;
  let stopped = false;
  let reading: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  const readBack = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(blockBytes);
    while (!stopped && !signal.aborted && hashed < file.contiguous()) {
      const count = await file.read(buffer, Math.min(blockBytes, file.contiguous() - hashed), hashed);
      if (count === 0) throw new Error('A file that was written is shorter than it was.');
      hash.update(buffer.subarray(0, count));
      hashed += count;
    }
  };

  const advance = (): void => {
    if (reading || failure || hashed >= file.contiguous()) return;
    reading = readBack()
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => {
        reading = null;
      });
  };

  return {
    offer(position, bytes) {
      if (reading || position !== hashed) return;
      hash.update(bytes);
      hashed += bytes.length;
    },
    advance,
    async digest() {
      while (hashed < file.size && !failure) {
        signal.throwIfAborted();
        advance();
        if (!reading) throw new Error('A file that is not whole has no hash.');
        await reading;
      }
      if (failure) throw failure.error;
      return hash.digest('hex');
    },
    async stop() {
      stopped = true;
      await reading;
    },
  };
}
