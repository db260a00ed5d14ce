import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { readCertificates } from './certificates.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cs-certificates-'));
const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const [one = '', other = ''] = rootCertificates;

describe('readCertificates', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has none where the setting is empty', async () => {
    expect(await readCertificates('')).toBe('');
  });

  it('gives all that a file holds', async () => {
    expect(await readCertificates(written('two.pem', `${one}\n${other}\n`))).toBe(`${one}\n${other}\n`);
  });

  it.each([
    ['is not there', path.join(folder, 'missing.pem')],
    ['holds no certificate', written('notes.txt', 'hello')],
    ['holds a certificate that is cut', written('cut.pem', one.slice(0, 300))],
    ['holds a good one before one that is cut', written('half.pem', `${one}\n${other.slice(0, 300)}`)],
    ['is a folder', folder],
  ])('names a file that %s, and where to change it', async (_, file) => {
    await expect(readCertificates(file)).rejects.toMatchObject({
      failure: { code: 'invalid_settings', remedy: { action: { kind: 'open_settings', section: 'network' } } },
    });
    await expect(readCertificates(file)).rejects.toThrow(file);
  });
});
