import type { FileHandle } from 'node:fs/promises';

const maxWaiting = 4 * 1024 * 1024;

/** Appends to a file without a pause for each piece: what comes while one write goes on is written at once after it. */
export interface WriteBehind {
  /**
   * Resolves at once while less than 4 MiB wait to be written.
   * @throws what an earlier write has thrown
   */
  append(bytes: Buffer): Promise<void>;
  /** Resolves when all is written. */
  settle(): Promise<void>;
}

/** `onWritten` gets the file's length after each write. */
export function createWriteBehind(handle: FileHandle, onWritten: (length: number) => void): WriteBehind {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let length = 0;
  let writing: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  const writeAll = async (): Promise<void> => {
    while (waitingBytes > 0) {
      let rest = waiting;
      waiting = [];
      waitingBytes = 0;
      while (rest.length > 0) {
        const { bytesWritten } = await handle.writev(rest, length);
        length += bytesWritten;
        rest = after(rest, bytesWritten);
      }
      onWritten(length);
    }
  };

  const settle = async (): Promise<void> => {
    await writing;
    if (failure) throw failure.error;
  };

  return {
    async append(bytes) {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      writing ??= writeAll()
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          writing = null;
        });
      if (waitingBytes >= maxWaiting || failure) await settle();
    },
    settle,
  };
}

/** What is left of some pieces after their first `count` bytes. */
function after(pieces: Buffer[], count: number): Buffer[] {
  let left = count;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    return skipped === piece.length ? [] : [piece.subarray(skipped)];
  });
}
