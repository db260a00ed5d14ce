import type { FileHandle } from 'node:fs/promises';
import type { LogLine } from '../../shared/logs.ts';
import { recordBlocks } from './log-blocks.ts';
import { newline, parseRecord } from './log-format.ts';
import type { LogIndex } from './log-index.ts';

/**
 * The lines of an open log from the `from`th to before the `to`th of its file, found from the place nearest to them that
 * `index` knows. Damaged ones are absent.
 */
export async function readLines(
  handle: FileHandle,
  size: number,
  index: LogIndex,
  from: number,
  to: number,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  if (from >= to) return lines;
  const place = index.nearest(from);
  let seq = place.line;
  for await (const block of recordBlocks(handle, place.offset, size)) {
    let start = 0;
    for (let end = block.indexOf(newline); end !== -1 && seq < to; end = block.indexOf(newline, start)) {
      const line = seq < from ? null : parseRecord(block.subarray(start, end), seq);
      if (line) lines.push(line);
      seq += 1;
      start = end + 1;
    }
    if (seq >= to) break;
  }
  return lines;
}
