import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPartial } from './partial-file.ts';

const sizes = { segmentBytes: 1_000, countedFrom: 500 };

describe('openPartial', () => {
  let folder: string;
  let place: string;
  const bytes = randomBytes(2_500);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'partial-'));
    place = path.join(folder, 'partial');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = () => openPartial(place, bytes.length, sizes);
  const received = async () => {
    const file = await open();
    await file.close();
    return file.segments.map((segment) => segment.received);
  };
  const write = async (...parts: Array<[from: number, to: number]>) => {
    const file = await open();
    for (const [from, to] of parts) await file.write(from, bytes.subarray(from, to));
    return file;
  };

  it('goes on with what each segment has, and knows how far there is no gap', async () => {
    await (await write([0, 300], [300, 1_000], [2_000, 2_200])).close();
    const file = await open();
    expect(file.segments).toMatchObject([
      { start: 0, end: 1_000, received: 1_000 },
      { start: 1_000, end: 2_000, received: 0 },
      { start: 2_000, end: 2_500, received: 200 },
    ]);
    expect(file.received()).toBe(1_200);
    expect(file.contiguous()).toBe(1_000);
    await file.write(1_000, bytes.subarray(1_000, 2_000));
    expect(file.contiguous()).toBe(2_200);
    await file.write(2_200, bytes.subarray(2_200));
    await file.keep(path.join(folder, 'kept'));
    await file.close();
    expect((await readFile(path.join(folder, 'kept'))).equals(bytes)).toBe(true);
    expect((await stat(path.join(folder, 'kept'))).mode & 0o777).toBe(0o444);
    await expect(stat(place)).rejects.toThrow('ENOENT');
  });

  it('takes one that was about to be kept for whole', async () => {
    await writeFile(place, bytes, { mode: 0o444 });
    expect(await received()).toEqual([1_000, 1_000, 500]);
    expect(await received()).toEqual([1_000, 1_000, 500]);
  });

  it.each([
    ['whose counters were cut off', (whole: number) => truncate(place, whole - 1)],
    ['of another length', () => writeFile(place, randomBytes(4_000))],
    ['whose counters say more than a segment has', (whole: number) => writeFile(place, Buffer.alloc(whole, 0xff))],
  ])('starts one anew %s', async (_, spoil) => {
    await (await write([0, 300])).close();
    expect(await received()).toEqual([300, 0, 0]);
    await spoil((await stat(place)).size);
    expect(await received()).toEqual([0, 0, 0]);
    await (await write([1_000, 1_100])).close();
    expect(await received()).toEqual([0, 100, 0]);
  });

  it('keeps no counters of a file that is not worth it', async () => {
    const file = await openPartial(place, 400, sizes);
    await file.write(0, bytes.subarray(0, 200));
    await file.close();
    expect((await stat(place)).size).toBe(200);
    const again = await openPartial(place, 400, sizes);
    expect(again.received()).toBe(0);
    await again.close();
  });
});
