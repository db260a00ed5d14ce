import { mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import tar from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyDisk } from '../testing/tiny-disk.ts';
import { collectOutputs } from './collect.ts';

type Entry = [header: Partial<tar.Header> & { name: string }, content?: string];

function archive(entries: Entry[]): Readable {
  const pack = tar.pack();
  for (const [header, content = ''] of entries) pack.entry({ mode: 0o4777, ...header }, content);
  pack.finalize();
  return Readable.from(pack, { objectMode: false });
}

describe('collectOutputs', () => {
  let folder: string;
  let outside: string;

  beforeEach(async () => {
    outside = await mkdtemp(path.join(os.tmpdir(), 'cs-collect-'));
    folder = path.join(outside, 'outputs');
  });
  afterEach(() => rm(outside, { recursive: true, force: true }));

  const collect = (entries: Entry[], maxBytes = 1_000_000) =>
    collectOutputs(archive(entries), folder, maxBytes, () => undefined);

  it('copies files and folders, without any special mode', async () => {
    const outputs = await collect([[{ name: 'outputs/', type: 'directory' }], [{ name: 'outputs/a/b.txt' }, 'hello']]);
    expect(outputs).toEqual({ files: 1, bytes: 5, refused: [], refusedCount: 0 });
    expect(await readFile(path.join(folder, 'a/b.txt'), 'utf8')).toBe('hello');
    expect((await stat(path.join(folder, 'a/b.txt'))).mode & 0o7777).toBe(0o644);
  });

  it.each<[string, Entry, string]>([
    ['a symbolic link', [{ name: 'outputs/l', type: 'symlink', linkname: '/etc/passwd' }], 'link'],
    ['a hard link', [{ name: 'outputs/h', type: 'link', linkname: '../../secret' }], 'link'],
    ['a device', [{ name: 'outputs/d', type: 'character-device' }], 'device'],
    ['a pipe', [{ name: 'outputs/p', type: 'fifo' }], 'device'],
    ['a path that leaves', [{ name: 'outputs/../../evil' }, 'x'], 'outside'],
    ['an absolute path', [{ name: '/etc/evil' }, 'x'], 'outside'],
    ['a control character', [{ name: 'outputs/a\u0007b' }, 'x'], 'name'],
    ['a text direction trick', [{ name: 'outputs/a\u202egpj.exe' }, 'x'], 'name'],
    ['a Windows stream', [{ name: 'outputs/a:b' }, 'x'], 'name'],
    ['a Windows device', [{ name: 'outputs/sub/NUL.txt' }, 'x'], 'name'],
    ['a backslash', [{ name: 'outputs/..\\evil' }, 'x'], 'name'],
    ['endless depth', [{ name: `outputs/${'d/'.repeat(80)}f` }, 'x'], 'name'],
  ])('refuses %s, says so, and goes on', async (_, entry, reason) => {
    const outputs = await collect([entry, [{ name: 'outputs/good' }, 'ok']]);
    expect(outputs).toMatchObject({ files: 1, refusedCount: 1, refused: [{ reason }] });
    expect(await readdir(folder, { recursive: true })).toEqual(['good']);
    expect(await readdir(outside)).toEqual(['outputs']);
  });

  it('never writes through a link that is in the way', async () => {
    await collect([]);
    await symlink('/etc', path.join(folder, 'sub'));
    const outputs = await collect([[{ name: 'outputs/sub/evil' }, 'x']]);
    expect(outputs.files).toBe(1);
    expect(await readFile(path.join(folder, 'sub/evil'), 'utf8')).toBe('x');
    await expect(stat('/etc/evil')).rejects.toThrow();
  });

  it('does not write one file twice', async () => {
    await expect(
      collect([
        [{ name: 'outputs/a' }, '1'],
        [{ name: 'outputs/a' }, '2'],
      ]),
    ).rejects.toThrow(/EEXIST/);
  });

  it('stops at the limit and keeps what came before', async () => {
    const outputs = await collect(
      [
        [{ name: 'outputs/a' }, '12345'],
        [{ name: 'outputs/b' }, '12345'],
        [{ name: 'outputs/c' }, '1'],
      ],
      9,
    );
    expect(outputs).toEqual({ files: 1, bytes: 5, refused: [{ path: 'b', reason: 'limit' }], refusedCount: 1 });
  });

  it('lists at most 100 refusals but counts them all', async () => {
    const links = Array.from(
      { length: 250 },
      (_, i): Entry => [{ name: `outputs/${i}`, type: 'symlink', linkname: 'x' }],
    );
    const outputs = await collect(links);
    expect(outputs.refused).toHaveLength(100);
    expect(outputs.refusedCount).toBe(250);
  });

  it('says that the disk is full', async () => {
    const disk = tinyDisk(256);
    if (!disk) throw new Error('This test mounts a small disk and must run as root.');
    try {
      const collecting = collectOutputs(
        archive([[{ name: 'outputs/a' }, 'x'.repeat(1_000_000)]]),
        path.join(disk.path, 'outputs'),
        10_000_000,
        () => undefined,
      );
      await expect(collecting).rejects.toMatchObject({ failure: { code: 'disk_full', phase: 'collecting' } });
    } finally {
      disk.remove();
    }
  });

  it('ends with an error where the engine cuts the archive off', async () => {
    const whole = await archive([[{ name: 'outputs/a' }, 'x'.repeat(5_000)]]).toArray();
    const cut = Buffer.concat(whole).subarray(0, 2_000);
    await expect(collectOutputs(Readable.from([cut]), folder, 1e6, () => undefined)).rejects.toThrow();
  });
});
