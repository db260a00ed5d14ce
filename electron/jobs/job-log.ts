import type { FileHandle } from 'node:fs/promises';
import type { Phase } from '../../shared/errors.ts';
import { type LogBatch, type LogLine, type LogSnapshot, logWindowLines, maxLineBytes } from '../../shared/logs.ts';
import { formatBytes } from '../../shared/units.ts';
import { writeFailure } from '../files/write-failure.ts';
import { readLog } from './log-blocks.ts';
import { newline, prefixBytes, recordPrefix, unfinishedCharacter } from './log-format.ts';
import { createLogIndex } from './log-index.ts';
import { readLines } from './log-lines.ts';
import { createLogTail, windowBytes } from './log-tail.ts';
import { createLogWriter } from './log-writer.ts';

const batchInterval = 50;
const batchLines = 500;
const batchBytes = 512 * 1024;

/** A piece without a newline becomes a line after this many milliseconds of silence on its stream… */
const silence = 250;
/** …or this many after its first byte, so that a progress bar that is rewritten all the time is seen too. */
const longestWait = 1_000;

/** Bytes that may wait for the disk before the writer is asked to wait as well. */
const highWater = 4 * 1024 * 1024;

export interface JobLog {
  /**
   * Takes output as it came. Lines end at `\n`. A piece without one becomes a line of its own when it reaches
   * `maxLineBytes`, after 250 ms of silence, one second after its first byte, at a change of phase, or at the end;
   * never within a UTF-8 character. What follows such a piece `continues` it, unless the phase has changed; a newline
   * that follows it adds no empty line.
   * A promise means: wait for it before writing more. Never throws: what cannot be
   * kept on disk is said in the log.
   */
  write(phase: Phase, stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void> | void;
  /** Adds the app's own words, a line for each line of `text`. */
  note(phase: Phase, text: string): void;
  /** Lines so far, and the bytes of their records, kept or not. */
  size(): { lines: number; bytes: number };
  /** The last lines. What waits to be announced is announced first: later batches only have higher `seq`. */
  snapshot(): LogSnapshot;
  /** Line `from` and the `count - 1` after it: the newest from memory, the others from disk, where they are kept. */
  read(from: number, count: number): Promise<LogLine[]>;
  /** Announces and writes to disk every line so far. */
  flush(): Promise<void>;
  /** Ends the log. What is written later is ignored. */
  close(): Promise<void>;
}

export interface JobLogOptions {
  jobId: string;
  /** Where the log goes; one that is there is replaced. */
  file: string;
  /** Largest size of the file, but for a last line that says what was dropped. */
  capBytes: number;
  /** Called at most 20 times a second, and before each snapshot. */
  onBatch: (batch: LogBatch) => void;
}

/** Bytes of a stream that no newline has ended yet. */
interface Piece {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
  length: number;
  phase: Phase;
  firstAt: number;
  lastAt: number;
  /** A line was made of the piece before its newline came. */
  cut: boolean;
}

/**
 * A running job's log: on disk up to a cap, and its last lines in memory. Memory stays below about 25 MB, and a
 * byte for every 40 lines that are kept: see `LogIndex`.
 */
export function createJobLog({ jobId, file, capBytes, onBatch }: JobLogOptions): JobLog {
  const tail = createLogTail();
  const index = createLogIndex();
  const pieces = new Map<string, Piece>();
  const disk = createLogWriter(file, (lost) => {
    const failure = writeFailure(lost.error, 'job_log');
    keptBytes = lost.keptBytes;
    keptLines -= lost.lines;
    droppedBytes += lost.bytes - lost.lines * prefixBytes;
    stopKeeping(`${failure.message} What follows is shown here only.`);
    schedule();
  });
  const prefixes = new Map<string, { time: number; bytes: Buffer }>();
  let lastPhase: Phase = 'preparing';
  let total = 0;
  let announced = 0;
  let keptLines = 0;
  let keptBytes = 0;
  let droppedBytes = 0;
  let keeping = true;
  let closing: Promise<void> | null = null;
  let batchTimer: NodeJS.Timeout | null = null;
  let pieceTimer: NodeJS.Timeout | null = null;

  const prefixOf = (time: number, phase: Phase, stream: LogLine['stream'], continues = false): Buffer => {
    const key = phase + stream + continues;
    const known = prefixes.get(key);
    if (known?.time === time) return known.bytes;
    const bytes = Buffer.from(recordPrefix(time, phase, stream, continues), 'latin1');
    prefixes.set(key, { time, bytes });
    return bytes;
  };

  const addLine = (prefix: Buffer, text: Uint8Array, start: number, end: number): void => {
    const size = prefixBytes + end - start + 1;
    const segment = tail.segmentFor(size);
    const { bytes } = segment;
    let at = segment.filled;
    // Lines are short: copying by hand costs less than a call.
    for (let from = 0; from < prefixBytes; from += 1) bytes[at++] = prefix[from] ?? 0;
    for (let from = start; from < end; from += 1) bytes[at++] = text[from] ?? 0;
    bytes[at++] = newline;
    segment.filled = at;
    segment.lines += 1;
    total += 1;
    if (keeping && keptBytes + size <= capBytes) {
      if (segment.keep === 0) disk.queue(segment);
      segment.keep = at;
      index.mark(keptLines, keptBytes);
      keptBytes += size;
      keptLines += 1;
    } else {
      droppedBytes += size - prefixBytes;
      if (keeping) stopKeeping(`The log has reached its limit of ${formatBytes(capBytes)}: what follows is not kept.`);
    }
  };

  const addText = (phase: Phase, text: string): void => {
    const prefix = prefixOf(Date.now(), phase, 'app');
    for (const line of text.split('\n')) {
      const bytes = Buffer.from(line);
      const end = Math.min(bytes.length, maxLineBytes);
      addLine(prefix, bytes, 0, end - unfinishedCharacter(bytes, 0, end));
    }
  };

  const stopKeeping = (why: string): void => {
    keeping = false;
    const before = droppedBytes;
    addText(lastPhase, why);
    // Only the job's output counts as dropped.
    droppedBytes = before;
  };

  /** Makes a line of what there is of a piece, but for a character that is not whole yet. */
  const cutPiece = (piece: Piece): void => {
    const whole = piece.length - unfinishedCharacter(piece.bytes, 0, piece.length);
    const end = whole > 0 ? whole : piece.length;
    addLine(prefixOf(piece.lastAt, piece.phase, piece.stream, piece.cut), piece.bytes, 0, end);
    piece.bytes.copyWithin(0, end, piece.length);
    piece.length -= end;
    piece.firstAt = piece.lastAt;
    piece.cut = true;
  };

  const showable = (piece: Piece): boolean => piece.length > unfinishedCharacter(piece.bytes, 0, piece.length);

  const endPiece = (piece: Piece): void => {
    while (piece.length > 0) cutPiece(piece);
    piece.cut = false;
  };

  const extendPiece = (piece: Piece, bytes: Buffer, start: number, end: number, now: number): void => {
    if (piece.length === 0) piece.firstAt = now;
    piece.lastAt = now;
    for (let from = start; from < end; ) {
      const count = Math.min(maxLineBytes - piece.length, end - from);
      bytes.copy(piece.bytes, piece.length, from, from + count);
      piece.length += count;
      from += count;
      if (piece.length === maxLineBytes) cutPiece(piece);
    }
  };

  /** A newline came: what there is of the piece is a line, unless a cut has shown all of it already. */
  const finishPiece = (piece: Piece): void => {
    if (piece.length > 0 || !piece.cut) {
      addLine(prefixOf(piece.lastAt, piece.phase, piece.stream, piece.cut), piece.bytes, 0, piece.length);
    }
    piece.length = 0;
    piece.cut = false;
  };

  const pieceOf = (phase: Phase, stream: 'stdout' | 'stderr'): Piece => {
    let piece = pieces.get(stream);
    if (!piece) {
      const bytes = Buffer.allocUnsafeSlow(maxLineBytes);
      piece = { stream, bytes, length: 0, phase, firstAt: 0, lastAt: 0, cut: false };
      pieces.set(stream, piece);
    }
    if (piece.phase !== phase) {
      endPiece(piece);
      piece.phase = phase;
    }
    return piece;
  };

  const showPieces = (): void => {
    pieceTimer = null;
    const now = Date.now();
    for (const piece of pieces.values()) {
      if (!showable(piece)) continue;
      if (now - piece.lastAt >= silence || now - piece.firstAt >= longestWait) cutPiece(piece);
    }
    schedule();
  };

  const schedule = (): void => {
    if (!batchTimer && total > announced) batchTimer = setTimeout(tick, batchInterval).unref();
    if (!pieceTimer && [...pieces.values()].some(showable)) {
      pieceTimer = setTimeout(showPieces, silence).unref();
    }
  };

  const tick = (): void => {
    batchTimer = null;
    announce();
    void disk.write();
  };

  const announce = (): void => {
    const fresh = total - announced;
    if (fresh === 0) return;
    announced = total;
    const lines = tail.lines(Math.min(fresh, batchLines), batchBytes, total);
    onBatch({ jobId, lines, total, bytes: keptBytes, droppedBytes });
  };

  const finish = async (): Promise<void> => {
    for (const piece of pieces.values()) endPiece(piece);
    await disk.write();
    const ending: string[] = [];
    if (droppedBytes > 0) {
      const words = `${formatBytes(droppedBytes)} of output (${droppedBytes} bytes) were not kept in this log.`;
      ending.push(recordPrefix(Date.now(), lastPhase, 'app') + words);
      stopKeeping(words);
    }
    const trailer = JSON.stringify({ lines: total, keptLines, droppedBytes });
    ending.push(recordPrefix(Date.now(), lastPhase, 'trailer') + trailer);
    if (batchTimer) clearTimeout(batchTimer);
    if (pieceTimer) clearTimeout(pieceTimer);
    announce();
    await disk.end(`${ending.join('\n')}\n`);
  };

  return {
    write(phase, stream, bytes) {
      if (closing) return;
      const now = Date.now();
      const piece = pieceOf(phase, stream);
      lastPhase = phase;
      const prefix = prefixOf(now, phase, stream);
      let start = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        if (piece.length === 0 && !piece.cut && end - start < maxLineBytes) {
          addLine(prefix, bytes, start, end);
        } else {
          extendPiece(piece, bytes, start, end, now);
          finishPiece(piece);
        }
        start = end + 1;
      }
      if (start < bytes.length) extendPiece(piece, bytes, start, bytes.length, now);
      schedule();
      if (disk.waitingBytes() > highWater) return disk.write();
    },

    note(phase, text) {
      if (closing) return;
      lastPhase = phase;
      addText(phase, text);
      schedule();
    },

    size: () => ({ lines: total, bytes: keptBytes + droppedBytes }),

    snapshot() {
      announce();
      return { lines: tail.lines(logWindowLines, windowBytes, total), total, bytes: keptBytes, droppedBytes };
    },

    async read(from, count) {
      const to = Math.min(from + count, total);
      const recent = tail.range(from, to, total);
      const older = recent[0]?.seq ?? to;
      if (from >= Math.min(older, keptLines)) return recent;
      await disk.write();
      const kept = (handle: FileHandle, size: number) =>
        readLines(handle, size, index, from, Math.min(older, keptLines));
      return [...(await readLog(file, [], kept)), ...recent];
    },

    async flush() {
      announce();
      await disk.write();
    },

    close() {
      closing ??= finish();
      return closing;
    },
  };
}
