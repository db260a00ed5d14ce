import type { FileHandle } from 'node:fs/promises';
import type { LogLine } from '../../shared/logs.ts';
import { blockBytes, readLog } from './log-blocks.ts';
import { readEnding } from './log-ending.ts';
import { newline } from './log-format.ts';
import { createLogIndex, type LogIndex } from './log-index.ts';
import { readLines } from './log-lines.ts';

/** Reads logs that nobody writes any more. */
export interface LogReader {
  /**
   * Line `from` and the `count - 1` after it, by `seq`; lines that are not in the file are absent, all of them where there
   * is no file. What it learns about where lines are it keeps, for the log that was read last.
   */
  read(file: string, from: number, count: number): Promise<LogLine[]>;
}

/** What is known of a log so far: where its first `lines` lines are, which end at byte `position`. */
interface Known {
  readonly file: string;
  readonly size: number;
  readonly index: LogIndex;
  lines: number;
  position: number;
}

export function createLogReader(): LogReader {
  let known: Known | null = null;

  const knownOf = (file: string, size: number): Known => {
    if (known?.file !== file || known.size !== size) {
      known = { file, size, index: createLogIndex(), lines: 0, position: 0 };
    }
    return known;
  };

  return {
    read: (file, from, count) =>
      readLog(file, [], async (handle, size) => {
        const to = from + count;
        const ending = await readEnding(handle, size);
        const log = knownOf(file, size);
        await learn(log, handle, from);
        const lines = await readLines(handle, size, log.index, from, Math.min(to, ending.keptLines));
        const { lastWords } = ending;
        if (lastWords && lastWords.seq >= from && lastWords.seq < to) lines.push(lastWords);
        return lines;
      }),
  };
}

/** Goes through the file, block by block, until it is known where line `line` is. */
async function learn(log: Known, handle: FileHandle, line: number): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(blockBytes);
  while (log.lines < line && log.position < log.size) {
    const { position } = log;
    const { bytesRead } = await handle.read(buffer, 0, blockBytes, position);
    if (bytesRead === 0) return;
    // Another page that was asked for at the same time has gone through this block meanwhile.
    if (log.position !== position) continue;
    const block = buffer.subarray(0, bytesRead);
    for (let at = block.indexOf(newline); at !== -1; at = block.indexOf(newline, at + 1)) {
      log.lines += 1;
      log.index.mark(log.lines, position + at + 1);
    }
    log.position += bytesRead;
  }
}
