import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { type LogLine, type LogSnapshot, logWindowLines } from '../../shared/logs.ts';
import { writeFailure } from '../files/write-failure.ts';
import { blockBytes, countNewlines, readAt, readLog, recordBlocks } from './log-blocks.ts';
import { lastRecords, trailerOf } from './log-ending.ts';
import { newline, parseRecord } from './log-format.ts';
import { createLogText } from './log-text.ts';

/**
 * The last lines of a log that nobody writes any more, read from its end. Without a file there are no lines.
 * A log that was never closed, because the app was killed, is counted through instead.
 */
export async function readLogSnapshot(file: string, lines: number = logWindowLines): Promise<LogSnapshot> {
  return readLog(file, { lines: [], total: 0, bytes: 0, droppedBytes: 0 }, async (handle, size) => {
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
  });
}

async function countLines(handle: FileHandle, size: number): Promise<number> {
  let count = 0;
  for (let position = 0; position < size; position += blockBytes) {
    count += countNewlines(await readAt(handle, position, Math.min(blockBytes, size - position)));
  }
  return count;
}

/**
 * Writes a log as text for people: time, phase, stream and line, without terminal escapes and control characters, and
 * without what was written over afterwards.
 * @throws AppError `disk_full`, `internal`; what stood at `target` is then still there
 */
export async function exportLogText(file: string, target: string): Promise<void> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    const input = await open(file, 'r');
    try {
      const { size } = await input.stat();
      const output = await open(partial, 'wx');
      await pipeline(asText(input, size), output.createWriteStream());
    } finally {
      await input.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw new AppError(writeFailure(error, 'log'), { cause: error });
  }
}

async function* asText(handle: FileHandle, size: number): AsyncGenerator<string> {
  const log = createLogText();
  for await (const block of recordBlocks(handle, 0, size)) {
    let text = '';
    let start = 0;
    for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
      const line = parseRecord(block.subarray(start, end), 0);
      if (line) text += log.add(line);
      start = end + 1;
    }
    if (text !== '') yield text;
  }
  yield log.end();
}
