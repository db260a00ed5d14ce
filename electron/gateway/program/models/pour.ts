import { EgressError } from '../egress-error.ts';
import type { BlockPool } from './block-pool.ts';
import type { FileAnswer } from './file-source.ts';
import type { PartialFile } from './partial-file.ts';
import type { RunningHash } from './running-hash.ts';

/** Of a slow line, what has come is not kept in memory for long. */
const longestWaitMs = 500;

/** Where bytes go: the file, its hash, and the memory in between. */
export interface Basin {
  file: PartialFile;
  hash: RunningHash;
  blocks: BlockPool;
}

/**
 * Writes the body of an answer into a file, in blocks; passes over what is there already. What came before the host broke
 * off is written, too.
 * @param onBytes gets how many bytes have come, each time.
 * @throws what the body throws, and writing does; EgressError cut, upstream_error
 */
export async function pour(answer: FileAnswer, basin: Basin, onBytes: (count: number) => void): Promise<void> {
  const writer = createWriter(basin);
  let position = answer.from;
  try {
    await answer.each((bytes) => {
      onBytes(bytes.length);
      if (position + bytes.length > answer.to) {
        throw EgressError.failed('upstream_error', 'The host sent more bytes than it was asked for.');
      }
      position += bytes.length;
      return writer.put(position - bytes.length, bytes);
    });
  } finally {
    await writer.settle();
  }
  if (position < answer.to) throw EgressError.failed('cut', 'The host ended before the file did.');
}

/** Fills one block while the one before is written. */
function createWriter({ file, hash, blocks }: Basin) {
  let filling: { block: Buffer; start: number; length: number; since: number } | null = null;
  let writing: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  const begin = (): void => {
    if (failure) throw failure.error;
    if (!filling) return;
    const { block, start, length } = filling;
    const bytes = block.subarray(0, length);
    filling = null;
    hash.offer(start, bytes);
    writing = file
      .write(start, bytes)
      .then(
        () => hash.advance(),
        (error: unknown) => {
          failure = { error };
        },
      )
      .finally(() => {
        writing = null;
        blocks.giveBack(block);
      });
  };

  /** Takes what fits and is not there yet. Returns how many bytes are dealt with, and whether the block should be written. */
  const fill = (position: number, bytes: Buffer): { taken: number; isDue: boolean } => {
    const segment = file.segmentAt(position);
    const next = segment.start + segment.received;
    const known = Math.min(next - position, bytes.length, segment.end - position);
    if (known > 0) return { taken: known, isDue: false };
    filling ??= { block: blocks.take(), start: position, length: 0, since: performance.now() };
    const { block, length, since } = filling;
    const taken = bytes.copy(block, length, 0, Math.min(bytes.length, segment.end - position));
    filling.length += taken;
    segment.received += taken;
    const isFull = filling.length === block.length || position + taken === segment.end;
    return { taken, isDue: isFull || performance.now() - since > longestWaitMs };
  };

  const put = (position: number, bytes: Buffer): Promise<void> | undefined => {
    for (let at = 0; at < bytes.length; ) {
      const { taken, isDue } = fill(position + at, bytes.subarray(at));
      at += taken;
      if (!isDue) continue;
      if (writing) {
        const rest = { position: position + at, bytes: bytes.subarray(at) };
        return writing.then(begin).then(() => put(rest.position, rest.bytes));
      }
      begin();
    }
    return undefined;
  };

  return {
    /** Returns what to wait for before more is put. @throws what writing has thrown */
    put,
    async settle(): Promise<void> {
      await writing;
      begin();
      await writing;
      if (failure) throw failure.error;
    },
  };
}
