import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockBytes, createBlockPool } from './block-pool.ts';
import { openPartial, type PartialFile } from './partial-file.ts';
import { pour } from './pour.ts';
import { createRunningHash } from './running-hash.ts';

const segmentBytes = 2 * blockBytes + 100;
const bytes = randomBytes(5 * blockBytes + 7);

describe('pour', () => {
  let folder: string;
  let file: PartialFile;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pour-'));
    file = await openPartial(path.join(folder, 'partial'), bytes.length, { segmentBytes, countedFrom: 1 });
  });
  afterEach(async () => {
    await file.close();
    await rm(folder, { recursive: true, force: true });
  });

  const basin = () => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    const { signal } = new AbortController();
    return { file, hash: createRunningHash({ algorithm: 'sha256', hex }, file, signal), blocks: createBlockPool() };
  };
  /** Pours the bytes from one position to another in pieces, as one answer; it breaks off after the last. */
  const pourPart = async (into: ReturnType<typeof basin>, from: number, to: number, end = to, pieceBytes = 70_001) => {
    let came = 0;
    const answer = {
      from,
      to: end,
      async each(take: (piece: Buffer) => Promise<void> | undefined) {
        for (let at = from; at < to; at += pieceBytes) await take(bytes.subarray(at, Math.min(at + pieceBytes, to)));
      },
      finish: () => undefined,
    };
    await pour(answer, into, (count) => {
      came += count;
    });
    return came;
  };

  it('writes over the borders of segments, and hashes on the way', async () => {
    const into = basin();
    expect(await pourPart(into, 0, bytes.length)).toBe(bytes.length);
    expect(file.contiguous()).toBe(bytes.length);
    expect(await into.hash.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('passes over what is there, of every segment', async () => {
    const into = basin();
    await pourPart(into, 0, 1_000);
    await pourPart(into, segmentBytes, segmentBytes + blockBytes);
    expect(file.received()).toBe(1_000 + blockBytes);
    await pourPart(into, 0, bytes.length);
    expect(file.received()).toBe(bytes.length);
    expect(await into.hash.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('takes one piece that is longer than several blocks', async () => {
    const into = basin();
    await pourPart(into, 0, bytes.length, bytes.length, bytes.length);
    expect(await into.hash.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('writes what came before the host ended early', async () => {
    await expect(pourPart(basin(), 0, 1_234, 5_000)).rejects.toThrow('cut: The host ended before the file did.');
    expect(file.contiguous()).toBe(1_234);
  });

  it('takes no byte more than was asked for', async () => {
    await expect(pourPart(basin(), 0, 5_000, 4_999, 5_000)).rejects.toThrow('upstream_error: The host sent more');
    expect(file.contiguous()).toBe(0);
  });
});
