import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { generated, read, text } from './content.ts';
import { zip } from './zip.ts';

/** What a reader finds that starts, as readers do, at the end of the archive. */
function entries(archive: Buffer): Record<string, Buffer> {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const found: Record<string, Buffer> = {};
  let at = archive.readUInt32LE(end + 16);
  expect(at + archive.readUInt32LE(end + 12)).toBe(end);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const name = archive.subarray(at + 46, at + 46 + archive.readUInt16LE(at + 28)).toString();
    const local = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(start, start + archive.readUInt32LE(at + 24));
    expect(archive.readUInt32LE(at + 16)).toBe(crc32(bytes));
    expect(archive.readUInt32LE(local + 14)).toBe(crc32(bytes));
    found[name] = bytes;
    at += 46 + archive.readUInt16LE(at + 28);
  }
  expect(at).toBe(end);
  return found;
}

test('every file of an archive is found where its directory says', () => {
  const large = generated(600_000);
  const archive = Buffer.concat([...read(zip({ 'a.txt': text('hello'), 'b/ü.bin': large, empty: text('') }))]);
  const found = entries(archive);
  expect(Object.keys(found)).toEqual(['a.txt', 'b/ü.bin', 'empty']);
  expect(found['a.txt']?.toString()).toBe('hello');
  expect(found['b/ü.bin']?.equals(Buffer.concat([...read(large)]))).toBe(true);
});
