import { createCipheriv, createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

const partSchema = z.union([
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** Bytes that look random and cannot be compressed; the same seed gives the same bytes. */
  z.object({ size: z.int().min(0), seed: z.int().min(0).max(0xffff_ffff) }),
]);
type Part = z.infer<typeof partSchema>;

/** The bytes of a file in order. Generated parts take no memory, so a file may be larger than memory. */
export const contentSchema = z.array(partSchema);
export type Content = z.infer<typeof contentSchema>;

const blockBytes = 256 * 1024;

/** UTF-8 text as content. */
export function text(value: string): Content {
  return [Buffer.from(value)];
}

/** `size` bytes that look random. */
export function generated(size: number, seed = 1): Content {
  return [{ size, seed }];
}

/** Length in bytes. */
export function sizeOf(content: Content): number {
  return content.reduce((sum, part) => sum + partSize(part), 0);
}

/** The bytes from `start` up to, not including, `end`, in blocks of at most 256 KiB. */
export function* read(content: Content, start = 0, end = sizeOf(content)): Generator<Buffer> {
  let offset = 0;
  for (const part of content) {
    const size = partSize(part);
    const last = Math.min(end - offset, size);
    for (let at = Math.max(start - offset, 0); at < last; at += blockBytes) {
      yield readPart(part, at, Math.min(at + blockBytes, last));
    }
    offset += size;
  }
}

/** Lower-case hexadecimal digest of `prefix` and the whole content. */
export function digestOf(content: Content, algorithm: 'sha1' | 'sha256', prefix = ''): string {
  const hash = createHash(algorithm).update(prefix);
  for (const block of read(content)) hash.update(block);
  return hash.digest('hex');
}

/** CRC-32 of the whole content, as ZIP uses it. */
export function crcOf(content: Content): number {
  let crc = 0;
  for (const block of read(content)) crc = crc32(block, crc);
  return crc;
}

function partSize(part: Part): number {
  return part instanceof Uint8Array ? part.length : part.size;
}

function readPart(part: Part, start: number, end: number): Buffer {
  if (part instanceof Uint8Array) return Buffer.from(part.buffer, part.byteOffset + start, end - start);
  // The key stream of a block cipher in counter mode can be read from any of its 16-byte blocks on.
  const key = Buffer.alloc(16);
  key.writeUInt32BE(part.seed);
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(Math.floor(start / 16)), 8);
  const skipped = start % 16;
  return createCipheriv('aes-128-ctr', key, counter)
    .update(Buffer.alloc(skipped + end - start))
    .subarray(skipped);
}
