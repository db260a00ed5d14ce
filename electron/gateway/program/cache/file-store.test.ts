import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyDisk } from '../../../testing/tiny-disk.ts';
import { EgressError } from '../egress-error.ts';
import { type FileKey, fileKey } from './file-key.ts';
import type { FilePart, OpenFile } from './file-source.ts';
import { createFileStore, type FileStore, type FollowedFile } from './file-store.ts';
import { openCache } from './open-cache.ts';

const heldBack = 64 * 1024;

function keyOf(bytes: Buffer): FileKey {
  return { algorithm: 'sha256', hex: createHash('sha256').update(bytes).digest('hex') };
}

interface Plan {
  /** Bytes of each answer, in turn; the last goes on for all further ones. null: not cut. */
  cutAfter?: Array<number | null>;
  ignoresRange?: boolean;
  size?: number | null;
  /** Waits before the last chunk until told. */
  gate?: Promise<void>;
}

/** A host's file, as the store sees it. Records from where it was asked. */
function hostFile(bytes: Buffer, plan: Plan = {}): { open: OpenFile; asked: number[] } {
  const asked: number[] = [];
  const cuts = [...(plan.cutAfter ?? [null])];
  const open: OpenFile = async (wanted): Promise<FilePart> => {
    asked.push(wanted);
    const from = plan.ignoresRange ? 0 : wanted;
    const cut = (cuts.length > 1 ? cuts.shift() : cuts[0]) ?? null;
    async function* body(): AsyncGenerator<Buffer> {
      const end = cut === null ? bytes.length : Math.min(bytes.length, from + cut);
      for (let at = from; at < end; at += 16_384) {
        if (plan.gate && at + 16_384 >= end) await plan.gate;
        yield bytes.subarray(at, Math.min(at + 16_384, end));
      }
      if (end < bytes.length) throw EgressError.failed('cut', 'The test cut it.');
    }
    return {
      from,
      size: plan.size === undefined ? bytes.length : plan.size,
      etag: null,
      body: body(),
      finish: () => undefined,
    };
  };
  return { open, asked };
}

/** The bytes of a file from `start` to before `end`, as they come. */
async function* pieces(file: FollowedFile, start = 0, end = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const buffer = Buffer.alloc(Math.min(end - at, 100_000));
    const count = await file.read(buffer, at);
    if (count === 0) return;
    yield buffer.subarray(0, count);
    at += count;
  }
}

async function readAll(file: FollowedFile, start?: number, end?: number): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces(file, start, end)) all.push(piece);
  return Buffer.concat(all);
}

/** How many bytes came, and why there were no more. */
async function outcome(file: FollowedFile): Promise<{ bytes: number; reason: string }> {
  let bytes = 0;
  try {
    for await (const piece of pieces(file)) bytes += piece.length;
    return { bytes, reason: 'end' };
  } catch (error) {
    return { bytes, reason: error instanceof EgressError ? error.verdict.reason : String(error) };
  }
}

/** Files below a folder that this process has open, removed ones too. */
async function openFilesIn(folder: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const names = await Promise.all(descriptors.map((one) => readlink(`/proc/self/fd/${one}`).catch(() => '')));
  return names.filter((name) => name.startsWith(folder));
}

describe('createFileStore', () => {
  let folder: string;
  let store: FileStore;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'file-store-'));
    store = createFileStore(folder);
  });
  afterEach(async () => {
    await expect.poll(() => openFilesIn(folder)).toEqual([]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const filesIn = async (name: string): Promise<string[]> => {
    const found = await readdir(path.join(folder, name), { recursive: true, withFileTypes: true }).catch(() => []);
    return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  const fetchAll = async (key: FileKey, { open }: { open: OpenFile }, size: number | null = null) => {
    const file = await store.fetch(key, size, open);
    try {
      return await readAll(file);
    } finally {
      file.release();
    }
  };

  it.each([0, 1, heldBack, heldBack + 1, 3_000_000])(
    'keeps a file of %i bytes and asks nobody for it again',
    async (size) => {
      const bytes = randomBytes(size);
      const host = hostFile(bytes);
      expect((await fetchAll(keyOf(bytes), host)).equals(bytes)).toBe(true);
      expect(await store.sizeOf(keyOf(bytes))).toBe(size);
      expect((await fetchAll(keyOf(bytes), host)).equals(bytes)).toBe(true);
      expect(host.asked).toEqual([0]);
      expect(await filesIn('incoming')).toEqual([]);
    },
  );

  it('verifies git blobs', async () => {
    const bytes = Buffer.from('hello\n');
    const key = fileKey('ce013625030ba8dba906f756967f9e9ca394464a');
    if (!key) throw new Error('not a key');
    expect((await fetchAll(key, hostFile(bytes))).toString()).toBe('hello\n');
    const other = fileKey('ce013625030ba8dba906f756967f9e9ca394464b');
    if (!other) throw new Error('not a key');
    await expect(fetchAll(other, hostFile(bytes))).rejects.toThrow(/^wrong_hash/);
  });

  it.each([100, heldBack, 2_000_000])(
    'never serves the end of a file of %i bytes with a wrong hash, to nobody',
    async (size) => {
      const bytes = randomBytes(size);
      const key = keyOf(Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]));
      const host = hostFile(bytes);
      const files = await Promise.all([store.fetch(key, size, host.open), store.fetch(key, size, host.open)]);
      const outcomes = await Promise.all(files.map((file) => outcome(file)));
      for (const { bytes: got, reason } of outcomes) {
        expect(reason).toBe('wrong_hash');
        expect(got).toBeLessThanOrEqual(Math.max(0, size - heldBack));
      }
      for (const file of files) file.release();
      expect(host.asked).toEqual([0]);
      await expect.poll(() => filesIn('incoming')).toEqual([]);
      expect(await filesIn('files')).toEqual([]);
      expect(await store.sizeOf(key)).toBe(null);
    },
  );

  it('gives readers what has come, from any offset, but the last 64 KiB only with the right hash', async () => {
    const bytes = randomBytes(1_000_000);
    let openGate = () => {};
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    const file = await store.fetch(keyOf(bytes), null, hostFile(bytes, { gate }).open);
    const early = await readAll(file, 1_000, 500_000);
    expect(early.equals(bytes.subarray(1_000, 500_000))).toBe(true);
    const most = await readAll(file, 0, bytes.length - heldBack - 16_384);
    expect(most.length).toBe(bytes.length - heldBack - 16_384);
    let ended = false;
    const tail = readAll(file, bytes.length - 10).finally(() => {
      ended = true;
    });
    await delay(50);
    expect(ended).toBe(false);
    openGate();
    expect((await tail).equals(bytes.subarray(-10))).toBe(true);
    file.release();
  });

  it('goes on where a host broke off, and asks only for the rest', async () => {
    const bytes = randomBytes(1_000_000);
    const host = hostFile(bytes, { cutAfter: [300_000, 0, 300_000, null] });
    expect((await fetchAll(keyOf(bytes), host)).equals(bytes)).toBe(true);
    expect(host.asked).toEqual([0, 300_000, 300_000, 600_000]);
  });

  it('starts over where the host sends all of it again, without a wrong byte for those who read already', async () => {
    const bytes = randomBytes(1_000_000);
    const host = hostFile(bytes, { cutAfter: [300_000, null], ignoresRange: true });
    expect((await fetchAll(keyOf(bytes), host)).equals(bytes)).toBe(true);
    expect(host.asked).toEqual([0, 300_000]);
  });

  it('gives up where the second answer is another file, although that one has the right hash', async () => {
    const bytes = randomBytes(1_000_000);
    const first = hostFile(Buffer.concat([randomBytes(300_000), bytes.subarray(300_000)]), { cutAfter: [300_000] });
    const second = hostFile(bytes, { ignoresRange: true });
    let asks = 0;
    const open: OpenFile = (from, etag) => (asks++ === 0 ? first : second).open(from, etag);
    const file = await store.fetch(keyOf(bytes), null, open);
    expect((await outcome(file)).reason).toBe('wrong_hash');
    file.release();
    expect(await filesIn('files')).toEqual([]);
  });

  it('gives up after five further tries that brought nothing', async () => {
    const bytes = randomBytes(200_000);
    const host = hostFile(bytes, { cutAfter: [100_000, 0] });
    const file = await store.fetch(keyOf(bytes), null, host.open);
    expect((await outcome(file)).reason).toBe('cut');
    expect(host.asked).toHaveLength(6);
    expect(await filesIn('incoming')).toEqual([]);
    file.release();
  });

  it.each([
    ['is longer than the page said', 999_999, undefined],
    ['goes on after its announced size', null, 999_999],
  ])('refuses a file that %s', async (_, expected, announced) => {
    const bytes = randomBytes(1_000_000);
    const host = hostFile(bytes, announced === undefined ? {} : { size: announced });
    await expect(fetchAll(keyOf(bytes), host, expected)).rejects.toThrow(/^upstream_error/);
    await expect.poll(() => filesIn('incoming')).toEqual([]);
  });

  it('keeps a file whose size nobody knows', async () => {
    const bytes = randomBytes(500_000);
    expect((await fetchAll(keyOf(bytes), hostFile(bytes, { size: null }))).equals(bytes)).toBe(true);
  });

  it('lets two gateways fetch the same file at once and has one good file', async () => {
    const bytes = randomBytes(2_000_000);
    const other = createFileStore(folder);
    const files = await Promise.all([store, other].map((one) => one.fetch(keyOf(bytes), null, hostFile(bytes).open)));
    const read = await Promise.all(files.map((file) => readAll(file)));
    for (const one of read) expect(one.equals(bytes)).toBe(true);
    for (const file of files) file.release();
    expect(await filesIn('incoming')).toEqual([]);
    const [name = ''] = await filesIn('files');
    expect(await filesIn('files')).toEqual([keyOf(bytes).hex]);
    const kept = await readFile(path.join(folder, 'files/sha256', name.slice(0, 2), name));
    expect(kept.equals(bytes)).toBe(true);
  });

  it('does not serve a kept file that has lost its end', async () => {
    const bytes = randomBytes(100_000);
    const { hex } = keyOf(bytes);
    await mkdir(path.join(folder, 'files/sha256', hex.slice(0, 2)), { recursive: true });
    await writeFile(path.join(folder, 'files/sha256', hex.slice(0, 2), hex), bytes.subarray(0, 50_000));
    const host = hostFile(bytes);
    expect((await fetchAll(keyOf(bytes), host, bytes.length)).equals(bytes)).toBe(true);
    expect(host.asked).toEqual([0]);
  });

  it('downloads sixteen files at once and the others after them', async () => {
    let openGate = () => {};
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    const all = Array.from({ length: 20 }, () => randomBytes(10));
    const hosts = all.map((bytes) => hostFile(bytes, { gate }));
    const done = Promise.all(all.map((bytes, at) => fetchAll(keyOf(bytes), hosts[at] ?? hostFile(bytes))));
    await expect.poll(() => hosts.filter(({ asked }) => asked.length > 0).length).toBe(16);
    openGate();
    expect(Buffer.concat(await done).equals(Buffer.concat(all))).toBe(true);
  });

  it('says that the disk is full and leaves nothing on it', async (context) => {
    const disk = tinyDisk(1024);
    if (!disk) return context.skip();
    try {
      const bytes = randomBytes(3_000_000);
      const file = await createFileStore(disk.path).fetch(keyOf(bytes), null, hostFile(bytes).open);
      expect((await outcome(file)).reason).toBe('no_space');
      file.release();
      expect(await readdir(path.join(disk.path, 'incoming'))).toEqual([]);
    } finally {
      disk.remove();
    }
  });

  it('serves nothing wrong after writers were killed at any moment', async () => {
    const kill = async (afterMs: number): Promise<void> => {
      const child = fork(new URL('./killed-writer.ts', import.meta.url), [folder], { stdio: 'ignore' });
      const exit = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.once('message', resolve));
      await delay(afterMs);
      child.kill('SIGKILL');
      await exit;
    };
    for (let round = 0; round < 8; round += 1) await kill(round * 7 + Math.random() * 20);
    const kept = await filesIn('files');
    for (const name of kept) {
      const bytes = await readFile(path.join(folder, 'files/sha256', name.slice(0, 2), name));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(name);
    }
    expect(kept.length + (await filesIn('incoming')).length).toBeGreaterThan(0);
  });
});

describe('openCache', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cache-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('drops what was not used for longest, files and pages alike, until it is small enough', async () => {
    const put = async (name: string, size: number, usedSecondsAgo: number) => {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, Buffer.alloc(size));
      const used = new Date(Date.now() - usedSecondsAgo * 1_000);
      await utimes(file, used, used);
    };
    await put('files/sha256/aa/aa1', 400, 50);
    await put('pages/bb/bb1', 300, 200);
    await put('files/git-sha1/cc/cc1', 500, 100);
    await put('incoming/fresh', 5_000, 60);
    await put('incoming/old', 10, 20 * 60);
    await openCache(folder, { maxBytes: 500 });
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(
      left
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['aa1', 'fresh']);
  });

  it('notes that a file was used', async () => {
    const { files } = await openCache(folder, { maxBytes: 1_000 });
    const bytes = Buffer.from('used');
    const file = await files.fetch(keyOf(bytes), null, hostFile(bytes).open);
    await readAll(file);
    file.release();
    const { hex } = keyOf(bytes);
    const place = path.join(folder, 'files/sha256', hex.slice(0, 2), hex);
    await utimes(place, new Date(0), new Date(0));
    (await files.fetch(keyOf(bytes), null, hostFile(bytes).open)).release();
    expect((await stat(place)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
  });
});
