import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { type LogLine, type LogSnapshot, logWindowLines } from '../../shared/logs.ts';
import { plainLine } from '../../shared/text.ts';
import { writeFailure } from '../files/write-failure.ts';
import { newline, parseRecord, prefixBytes } from './log-format.ts';
import { windowBytes } from './log-tail.ts';

const trailerSchema = z.object({ lines: z.number(), keptLines: z.number(), droppedBytes: z.number() });
type Trailer = z.infer<typeof trailerSchema>;

const blockBytes = 256 * 1024;

/**
 * The last lines of a log that nobody writes any more, read from its end. Without a file there are no lines.
 * A log that was never closed, because the app was killed, is counted through instead.
 */
export async function readLogSnapshot(file: string, lines: number = logWindowLines): Promise<LogSnapshot> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (isMissing(error)) return { lines: [], total: 0, bytes: 0, droppedBytes: 0 };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const records = await lastRecords(handle, size, lines + 1);
    const trailer = trailerOf(records.at(-1));
    if (trailer) records.pop();
    const kept = records.slice(-lines);
    const total = trailer ? trailer.lines : await countLines(handle, size);
    const keptLines = trailer?.keptLines ?? total;
    // Behind the kept lines stands at most one more: the words about what was dropped, the log's very last line.
    const extra = trailer && trailer.droppedBytes > 0 ? 1 : 0;
    const parsed: LogLine[] = [];
    for (const [index, record] of kept.entries()) {
      const fromEnd = kept.length - index;
      const seq = fromEnd <= extra ? total - 1 : keptLines + extra - fromEnd;
      const line = parseRecord(record, seq);
      if (line) parsed.push(line);
    }
    return { lines: parsed, total, bytes: size, droppedBytes: trailer?.droppedBytes ?? 0 };
  } finally {
    await handle.close();
  }
}

/** The last whole records, oldest first, without their newlines; at most `count` and about `windowBytes`. */
async function lastRecords(handle: FileHandle, size: number, count: number): Promise<Buffer[]> {
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

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(block, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return block.subarray(0, done);
}

function countNewlines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(newline); at !== -1; at = block.indexOf(newline, at + 1)) count += 1;
  return count;
}

async function countLines(handle: FileHandle, size: number): Promise<number> {
  let count = 0;
  for (let position = 0; position < size; position += blockBytes) {
    count += countNewlines(await readAt(handle, position, Math.min(blockBytes, size - position)));
  }
  return count;
}

function trailerOf(record: Buffer | undefined): Trailer | null {
  if (!record || record.length < prefixBytes || record[prefixBytes - 2] !== 't'.charCodeAt(0)) return null;
  try {
    return trailerSchema.parse(JSON.parse(record.toString('utf8', prefixBytes)));
  } catch {
    return null;
  }
}

/**
 * Writes a log as text for people: time, phase, stream and line, without terminal escapes and control characters.
 * @throws AppError `disk_full`, `internal`; what stood at `target` is then still there
 */
export async function exportLogText(file: string, target: string): Promise<void> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    const output = await open(partial, 'wx');
    await pipeline(createReadStream(file, { highWaterMark: blockBytes }), asText, output.createWriteStream());
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw new AppError(writeFailure(error, 'The log'), { cause: error });
  }
}

async function* asText(blocks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of blocks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, block]) : block;
    let text = '';
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const line = parseRecord(bytes.subarray(start, end), 0);
      if (line) text += textOf(line);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    yield text;
  }
}

function textOf({ time, phase, stream, text }: LogLine): string {
  return `${new Date(time).toISOString()} ${phase.padEnd(10)} ${stream.padEnd(6)} ${plainLine(text)}\n`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
