import { type FileHandle, open } from 'node:fs/promises';
import { newline } from './log-format.ts';
import type { Segment } from './log-tail.ts';

/** What a failed write cost. */
export interface LostRecords {
  error: unknown;
  /** Size of the file now: whole records only. */
  keptBytes: number;
  /** Records that were to be kept and are not, and their bytes. */
  lines: number;
  bytes: number;
}

export interface LogWriter {
  /** Announces a segment whose first record is about to be kept. */
  queue(segment: Segment): void;
  waitingBytes(): number;
  /** Writes everything that is queued. Never rejects: see `onLost`. */
  write(): Promise<void>;
  /** Appends the last records and closes the file. */
  end(text: string): Promise<void>;
}

/** Appends segments to a file that it replaces. After the first error it calls `onLost` and writes no more of them. */
export function createLogWriter(file: string, onLost: (lost: LostRecords) => void): LogWriter {
  const queue: Segment[] = [];
  let handle: FileHandle | null = null;
  let position = 0;
  let failed = false;
  let writing: Promise<void> | null = null;

  const append = async (bytes: Buffer): Promise<number> => {
    handle ??= await open(file, 'w');
    const { bytesWritten } = await handle.write(bytes, 0, bytes.length, position);
    position += bytesWritten;
    return bytesWritten;
  };

  const giveUp = async (error: unknown): Promise<void> => {
    failed = true;
    const lost: LostRecords = { error, keptBytes: 0, lines: 0, bytes: 0 };
    for (const { bytes, written, keep } of queue) {
      const whole = written === 0 ? 0 : bytes.lastIndexOf(newline, written - 1) + 1;
      if (written < keep) position -= written - whole;
      const rest = written < keep ? bytes.subarray(whole, keep) : bytes.subarray(0, 0);
      lost.bytes += rest.length;
      for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline, at + 1)) lost.lines += 1;
    }
    lost.keptBytes = position;
    queue.length = 0;
    onLost(lost);
    await handle?.truncate(position).catch(() => {});
  };

  const drain = async (): Promise<void> => {
    try {
      for (;;) {
        const segment = queue.find(({ written, keep }) => written < keep);
        if (!segment || failed) return;
        segment.written += await append(segment.bytes.subarray(segment.written, segment.keep));
      }
    } catch (error) {
      await giveUp(error);
    }
  };

  return {
    queue(segment) {
      // Segments are used again: one that is done must be out of the queue before it comes back.
      while (queue[0] && queue[0].written >= queue[0].keep) queue.shift();
      queue.push(segment);
    },

    waitingBytes: () => queue.reduce((sum, { written, keep }) => sum + keep - written, 0),

    write() {
      // Cleared from outside: with nothing to write, draining ends before its promise is assigned.
      writing ??= drain().finally(() => {
        writing = null;
      });
      return writing;
    },

    async end(text) {
      await this.write();
      if (failed && !handle) return;
      try {
        const bytes = Buffer.from(text);
        for (let done = 0; done < bytes.length; ) done += await append(bytes.subarray(done));
      } catch (error) {
        if (!failed) await giveUp(error);
      } finally {
        await handle?.close().catch(() => {});
      }
    },
  };
}
