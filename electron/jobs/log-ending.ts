import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { LogLine } from '../../shared/logs.ts';
import { blockBytes, countNewlines, readAt } from './log-blocks.ts';
import { newline, parseRecord, prefixBytes } from './log-format.ts';
import { windowBytes } from './log-tail.ts';

const trailerSchema = z.object({ lines: z.number(), keptLines: z.number(), droppedBytes: z.number() });
type Trailer = z.infer<typeof trailerSchema>;

/** How a log ends. */
export interface LogEnding {
  /** What was written when it was closed; null when the app was killed before. */
  trailer: Trailer | null;
  /** Lines from the file's start on whose `seq` is their place; Infinity when nothing else may follow. */
  keptLines: number;
  /** The words about what was dropped, which stand behind the kept lines with the `seq` of the log's very last line. */
  lastWords: LogLine | null;
}

/** Reads how an open log that nobody writes any more ends. */
export async function readEnding(handle: FileHandle, size: number): Promise<LogEnding> {
  const [words, last] = await lastRecords(handle, size, 2);
  const trailer = trailerOf(last ?? words);
  if (!trailer) return { trailer, keptLines: Number.POSITIVE_INFINITY, lastWords: null };
  const { lines, keptLines, droppedBytes } = trailer;
  const lastWords = words && last && droppedBytes > 0 ? parseRecord(words, lines - 1) : null;
  return { trailer, keptLines, lastWords };
}

/** The last whole records, oldest first, without their newlines; at most `count` and about `windowBytes`. */
export async function lastRecords(handle: FileHandle, size: number, count: number): Promise<Buffer[]> {
  const blocks: Buffer[] = [];
  let start = size;
  let found = 0;
  while (start > 0 && found <= count && size - start < windowBytes) {
    const length = Math.min(blockBytes, start);
    start -= length;
    const block = await readAt(handle, start, length);
    found += countNewlines(block);
    blocks.unshift(block);
  }
  const bytes = Buffer.concat(blocks);
  const records: Buffer[] = [];
  // What follows the last newline was never finished; what precedes the first may be half a record.
  let end = bytes.lastIndexOf(newline);
  while (end >= 0 && records.length < count) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(newline, end - 1);
    if (before === -1 && start > 0) break;
    records.push(bytes.subarray(before + 1, end));
    end = before;
  }
  return records.reverse();
}

/** What a log’s last record says, if it is a trailer. */
export function trailerOf(record: Buffer | undefined): Trailer | null {
  if (!record || record.length < prefixBytes || record[prefixBytes - 2] !== 't'.charCodeAt(0)) return null;
  try {
    return trailerSchema.parse(JSON.parse(record.toString('utf8', prefixBytes)));
  } catch {
    return null;
  }
}
