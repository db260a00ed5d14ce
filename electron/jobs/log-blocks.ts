import { type FileHandle, open } from 'node:fs/promises';
import { maxLineBytes } from '../../shared/logs.ts';
import { newline, prefixBytes } from './log-format.ts';

/** What is read of a log at once: few enough bytes that working on them holds nothing else up. */
export const blockBytes = 256 * 1024;

const longestRecord = prefixBytes + maxLineBytes + 1;

/** Gives `read` an open log and its size, and closes it again; `absent` is the answer where there is no file. */
export async function readLog<T>(
  file: string,
  absent: T,
  read: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (isMissing(error)) return absent;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    return await read(handle, size);
  } finally {
    await handle.close();
  }
}

/** The bytes from `position` on, `length` of them unless the file ends before. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(block, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return block.subarray(0, done);
}

/**
 * The whole records that lie between two places of a log, `from` being the start of one: in blocks of many, each record
 * with its newline. A block is good until the next one is asked for. What follows the last newline is left out.
 */
export async function* recordBlocks(handle: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(longestRecord + blockBytes);
  let held = 0;
  for (let position = from; position < to; ) {
    const { bytesRead } = await handle.read(buffer, held, Math.min(blockBytes, to - position), position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const filled = held + bytesRead;
    const whole = buffer.lastIndexOf(newline, filled - 1) + 1;
    if (whole > 0) yield buffer.subarray(0, whole);
    // No record that was written is longer: of a damaged one, only as much is held.
    held = Math.min(filled - whole, longestRecord);
    buffer.copyWithin(0, whole, whole + held);
  }
}

export function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
