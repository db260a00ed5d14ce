import { type LogLine, logWindowLines } from '../../shared/logs.ts';
import { newline, parseRecord } from './log-format.ts';

/** Most bytes of records that a view is given at once: 5,000 lines of 16 KiB would be 80 MB. */
export const windowBytes = 8 * 1024 * 1024;

/** A piece of the log in memory: records one after another, each whole. Bytes before `filled` never change. */
export interface Segment {
  readonly bytes: Buffer;
  filled: number;
  lines: number;
  /** Bytes before this belong on disk. */
  keep: number;
  /** Bytes before this are on disk. */
  written: number;
}

const segmentBytes = 256 * 1024;

export interface LogTail {
  /** The segment to append a record of so many bytes to. */
  segmentFor(bytes: number): Segment;
  /** The newest lines, oldest of them first, at most `count` and about `maxBytes`; the newest has `seq` `total - 1`. */
  lines(count: number, maxBytes: number, total: number): LogLine[];
  /** Those of the lines from `from` to before `to` that are held; they are the newest of them. `total` as above. */
  range(from: number, to: number, total: number): LogLine[];
}

/** Holds the last lines of a log in a few large buffers, which are used again, so that a flood makes no garbage. */
export function createLogTail(): LogTail {
  const segments: Segment[] = [];
  const retired: Segment[] = [];
  let lines = 0;

  const retire = (): void => {
    for (let oldest = segments[0]; oldest; oldest = segments[0]) {
      const rest = lines - oldest.lines;
      const enough = rest >= logWindowLines || segments.length * segmentBytes > windowBytes;
      if (!enough) return;
      segments.shift();
      lines = rest;
      retired.push(oldest);
    }
  };

  /** A segment that nobody needs any more: out of the window and on disk. */
  const reusable = (): Segment | undefined => {
    const index = retired.findIndex(({ written, keep }) => written >= keep);
    const segment = index === -1 ? undefined : retired.splice(index, 1)[0];
    if (segment) segment.filled = segment.lines = segment.keep = segment.written = 0;
    return segment;
  };

  return {
    segmentFor(bytes) {
      const last = segments.at(-1);
      if (last && last.filled + bytes <= last.bytes.length) return last;
      lines = segments.reduce((sum, segment) => sum + segment.lines, 0);
      retire();
      const next = reusable() ?? {
        bytes: Buffer.allocUnsafeSlow(segmentBytes),
        filled: 0,
        lines: 0,
        keep: 0,
        written: 0,
      };
      segments.push(next);
      return next;
    },

    lines(count, maxBytes, total) {
      const found: LogLine[] = [];
      let size = 0;
      for (const segment of segments.toReversed()) {
        let end = segment.filled;
        while (end > 0 && found.length < count && size < maxBytes) {
          const start = end < 2 ? 0 : segment.bytes.lastIndexOf(newline, end - 2) + 1;
          const line = parseRecord(segment.bytes.subarray(start, end - 1), total - 1 - found.length);
          if (line) found.push(line);
          size += end - start;
          end = start;
        }
      }
      return found.reverse();
    },

    range(from, to, total) {
      const found: LogLine[] = [];
      let next = total - segments.reduce((sum, segment) => sum + segment.lines, 0);
      for (const segment of segments) {
        let seq = next;
        next += segment.lines;
        if (next <= from) continue;
        for (let start = 0; seq < Math.min(next, to); seq += 1) {
          const end = segment.bytes.indexOf(newline, start);
          const line = seq < from ? null : parseRecord(segment.bytes.subarray(start, end), seq);
          if (line) found.push(line);
          start = end + 1;
        }
      }
      return found;
    },
  };
}
