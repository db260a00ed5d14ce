import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputPreviewSchema, previewImageBytes, previewTextBytes } from '../../../shared/outputs.ts';
import { listOutputs, openOutput } from './output-files.ts';
import { previewOutput } from './preview.ts';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'outputs-'));
  folder = join(root, 'outputs');
  mkdirSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(root, 'secret'), 'secret');
  writeFileSync(join(folder, 'a.txt'), 'hello');
  writeFileSync(join(folder, 'deep', 'b.txt'), 'deep');
});

afterEach(() => rmSync(root, { recursive: true }));

const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
const preview = async (name: string) => outputPreviewSchema.parse(await previewOutput(folder, name));

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(33);
  bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('openOutput', () => {
  it('opens what is listed, and says where it lies', async () => {
    for (const { path, bytes } of await listOutputs(folder)) {
      const opened = await openOutput(folder, path);
      expect(opened).toMatchObject({ bytes, location: join(folder, path) });
      await opened.file.close();
    }
  });

  it.each([
    '../secret',
    'deep/../../secret',
    'deep/../a.txt',
    './a.txt',
    '/a.txt',
    'deep//b.txt',
    'a.txt/',
    'deep',
    '',
    'a.txt\0',
    '..\\secret',
    'missing',
  ])('opens nothing for a path that is never listed: %j', async (path) => {
    await expect(openOutput(folder, path)).rejects.toMatchObject({ failure: { code: 'not_found' } });
  });

  it('refuses an absolute path', async () => {
    await expect(openOutput(folder, join(root, 'secret'))).rejects.toMatchObject({ failure: { code: 'not_found' } });
  });

  it('follows no link, neither to a file nor through a folder, and lists none', async () => {
    symlinkSync(join(root, 'secret'), join(folder, 'link'));
    symlinkSync(root, join(folder, 'out'));
    symlinkSync(join(folder, 'a.txt'), join(folder, 'within'));
    for (const path of ['link', 'out/secret', 'within'])
      await expect(openOutput(folder, path)).rejects.toMatchObject({ failure: { code: 'not_found' } });
    expect((await listOutputs(folder)).map(({ path }) => path)).toEqual(['a.txt', 'deep/b.txt']);
  });

  it('works where the way to the folder itself leads through a link', async () => {
    symlinkSync(folder, join(root, 'elsewhere'));
    const opened = await openOutput(join(root, 'elsewhere'), 'deep/b.txt');
    await opened.file.close();
    expect(opened.bytes).toBe(4);
  });

  it('does not wait on a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(openOutput(folder, 'pipe')).rejects.toMatchObject({ failure: { code: 'not_found' } });
  });
});

describe('previewOutput', () => {
  it('shows text as it is, also of a page, a program or a drawing', async () => {
    put('page.html', '<script>x</script>');
    put('picture.svg', '<svg onload="x"/>');
    put('run.sh', '#!/bin/sh\n\u001b[31mred\u202e');
    expect(await preview('page.html')).toMatchObject({ kind: 'text', text: '<script>x</script>', damaged: false });
    expect(await preview('picture.svg')).toMatchObject({ kind: 'text' });
    expect(await preview('run.sh')).toMatchObject({ kind: 'text', text: '#!/bin/sh\n\u001b[31mred\u202e' });
  });

  it('shows the first 256 KiB of a long text, and no half character at their end', async () => {
    put('long.txt', `x${'ä'.repeat(previewTextBytes)}`);
    const shown = await preview('long.txt');
    expect(shown).toMatchObject({ kind: 'text', cut: true, damaged: false, bytes: 1 + 2 * previewTextBytes });
    expect(shown.kind === 'text' && shown.text.length).toBe(previewTextBytes / 2);
  });

  it('replaces what is not text where it is little, and shows nothing where it is much', async () => {
    put('latin.txt', Buffer.from(`${'some words '.repeat(9)}caf\u00e9`, 'latin1'));
    expect(await preview('latin.txt')).toMatchObject({
      kind: 'text',
      damaged: true,
      text: expect.stringMatching(/caf\ufffd$/),
    });
    put('data', Buffer.from(Array.from({ length: 999 }, (_, index) => 1 + ((index * 77) % 255))));
    put('zeros', Buffer.alloc(9));
    put('elf', '\x7fELF\0');
    put('empty', '');
    for (const name of ['data', 'zeros', 'elf']) expect(await preview(name)).toMatchObject({ reason: 'binary' });
    expect(await preview('empty')).toMatchObject({ kind: 'none', reason: 'empty' });
  });

  it('reads the encoding that a byte order mark names', async () => {
    put('wide.txt', Buffer.from('\ufeffTest', 'utf16le'));
    expect(await preview('wide.txt')).toMatchObject({ kind: 'text', text: 'Test' });
  });

  it('goes by what is in a picture, not by its name', async () => {
    put('a.png', 'no picture');
    put('b.txt', png(3, 2));
    expect(await preview('a.png')).toMatchObject({ kind: 'text' });
    expect(await preview('b.txt')).toMatchObject({ kind: 'image', type: 'png', width: 3, height: 2 });
  });

  it('refuses a picture that is too large to be sent, or to be decoded', async () => {
    put('bomb.png', png(60_000, 60_000));
    put('large.png', Buffer.concat([png(10, 10), Buffer.alloc(previewImageBytes)]));
    expect(await preview('bomb.png')).toMatchObject({ kind: 'none', reason: 'too_many_pixels' });
    expect(await preview('large.png')).toMatchObject({ kind: 'none', reason: 'too_large' });
  });

  it('finds the size of a photo behind much metadata', async () => {
    const metadata = Buffer.alloc(65_000);
    metadata.writeUInt32BE(0xffe1_fde6);
    const size = Buffer.from('ffc00011080010002003011100021100031100', 'hex');
    put('photo.jpg', Buffer.concat([Buffer.from('ffd8', 'hex'), ...new Array(6).fill(metadata), size]));
    expect(await preview('photo.jpg')).toMatchObject({ kind: 'image', type: 'jpeg', width: 32, height: 16 });
  });
});
