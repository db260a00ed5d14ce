import { constants } from 'node:fs';
import { chmod, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';

const counterBytes = 8;

/** A part of a file that is fetched in order, by one connection at a time. */
export interface Segment {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** Bytes from its start that have come; a little ahead of those that are written. */
  received: number;
}

/**
 * A file on its way. After its bytes come the counters of its segments, 8 bytes each, which say how much of each segment
 * is written: so whoever opens it after a crash knows what is there. They are cut off when it is whole.
 */
export interface PartialFile {
  readonly size: number;
  readonly segments: readonly Segment[];
  /** The segment that has the byte at `position`. */
  segmentAt(position: number): Segment;
  /** Bytes that have come, in all segments. */
  received(): number;
  /** Everything before this position is written. */
  contiguous(): number;
  /** Writes bytes of one segment, right after what is written of it. */
  write(position: number, bytes: Buffer): Promise<void>;
  /** Reads what is written. Returns how many bytes. */
  read(buffer: Buffer, length: number, position: number): Promise<number>;
  /** Starts to bring to the disk what is written, so that it need not be waited for at the end. */
  flush(): void;
  /** Gives it its final name, read-only, when all of it is on the disk. */
  keep(place: string): Promise<void>;
  remove(): Promise<void>;
  /** Must be called last; what is written stays for the next who opens it. */
  close(): Promise<void>;
}

/** Opens what is there of a file of `size` bytes, or starts it. `countedFrom`: smaller files are not worth counters. */
export async function openPartial(
  place: string,
  size: number,
  { segmentBytes, countedFrom }: { segmentBytes: number; countedFrom: number },
): Promise<PartialFile> {
  const segments = Array.from({ length: Math.ceil(size / segmentBytes) }, (_, index): Segment => {
    const start = index * segmentBytes;
    return { index, start, end: Math.min(start + segmentBytes, size), received: 0 };
  });
  const handle = await openOrMake(place);
  const hasCounters = size >= countedFrom;
  const written = await recover(handle, size, segments, hasCounters).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  for (const segment of segments) segment.received = written[segment.index] ?? 0;
  /** Segments before this one are written whole. */
  let complete = 0;
  let flushing: Promise<void> | null = null;
  let flushFailure: { error: unknown } | null = null;

  const contiguous = (): number => {
    for (; complete < segments.length; complete += 1) {
      const segment = segments[complete];
      const end = (segment?.start ?? 0) + (written[complete] ?? 0);
      if (segment && end < segment.end) return end;
    }
    return size;
  };

  const count = async (index: number, bytes: number): Promise<void> => {
    written[index] = bytes;
    // A file that is whole is verified at once.
    if (!hasCounters || contiguous() === size) return;
    const counter = Buffer.alloc(counterBytes);
    counter.writeBigUInt64LE(BigInt(bytes));
    await handle.write(counter, 0, counterBytes, size + index * counterBytes);
  };

  return {
    size,
    segments,
    segmentAt(position) {
      const segment = segments[Math.floor(position / segmentBytes)];
      if (!segment) throw new RangeError(`There is no byte ${position} in a file of ${size}.`);
      return segment;
    },
    received: () => segments.reduce((sum, { received }) => sum + received, 0),
    contiguous,
    async write(position, bytes) {
      for (let at = 0; at < bytes.length; ) {
        at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
      }
      const index = Math.floor(position / segmentBytes);
      await count(index, position + bytes.length - index * segmentBytes);
    },
    async read(buffer, length, position) {
      const { bytesRead } = await handle.read(buffer, 0, length, position);
      return bytesRead;
    },
    flush() {
      flushing ??= handle
        .datasync()
        .catch((error: unknown) => {
          // The system says it only once.
          flushFailure = { error };
        })
        .finally(() => {
          flushing = null;
        });
    },
    async keep(final) {
      await flushing;
      if (flushFailure) throw flushFailure.error;
      await handle.truncate(size);
      await handle.chmod(0o444);
      await handle.sync();
      await rename(place, final);
    },
    remove: () => rm(place, { force: true }),
    close: () => handle.close(),
  };
}

async function openOrMake(place: string): Promise<FileHandle> {
  // One that was about to get its final name is read-only already.
  await chmod(place, 0o644).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  return open(place, constants.O_RDWR | constants.O_CREAT, 0o644);
}

/**
 * Bytes written of each segment. A file without counters is whole if it is as long as it should be; one that makes no
 * sense is started anew.
 */
async function recover(handle: FileHandle, size: number, segments: Segment[], hasCounters: boolean): Promise<number[]> {
  const { size: length } = await handle.stat();
  if (length === size) return segments.map(({ start, end }) => end - start);
  const counters = Buffer.alloc(segments.length * counterBytes);
  if (length === size + counters.length) {
    await handle.read(counters, 0, counters.length, size);
    const written = segments.map(({ index }) => Number(counters.readBigUInt64LE(index * counterBytes)));
    if (segments.every(({ index, start, end }) => (written[index] ?? 0) <= end - start)) return written;
  }
  await handle.truncate(0);
  if (hasCounters) await handle.truncate(size + counters.length);
  return segments.map(() => 0);
}
