import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cipher, createHubToken, noKeychain } from './hub-token.ts';

const token = 'hf_abcdefghijklmnop';

/** Not encryption: only shows what went through it. */
const keychain = (key: string): Cipher => ({
  isAvailable: () => true,
  encrypt: (text) => Buffer.from(`${key}:${Buffer.from(text).toString('base64')}`),
  decrypt(bytes) {
    const [usedKey, text = ''] = bytes.toString().split(':');
    if (usedKey !== key) throw new Error('another key');
    return Buffer.from(text, 'base64').toString();
  },
});

describe('createHubToken', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cs-token-'));
    file = path.join(folder, 'hub-token');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps a token for the next start, encrypted and for this user alone, and shows only its end', () => {
    expect(createHubToken(file, keychain('k')).save(token)).toEqual({ kept: 'keychain', ending: 'mnop' });
    expect(readFileSync(file, 'utf8')).not.toContain('hf_');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const next = createHubToken(file, keychain('k'));
    expect(next.state()).toEqual({ kept: 'keychain', ending: 'mnop' });
    expect(next.read()).toBe(token);
  });

  it('writes nothing to disk where there is no keychain', () => {
    const hubToken = createHubToken(file, noKeychain);
    expect(hubToken.save(token)).toEqual({ kept: 'memory', ending: 'mnop' });
    expect(hubToken.read()).toBe(token);
    expect(() => statSync(file)).toThrow('ENOENT');
    expect(createHubToken(file, noKeychain).state()).toEqual({ kept: 'none' });
  });

  it('has none where the keychain has another key now, and takes a new one', () => {
    createHubToken(file, keychain('old')).save(token);
    const hubToken = createHubToken(file, keychain('new'));
    expect(hubToken.state()).toEqual({ kept: 'none' });
    expect(hubToken.read()).toBe('');
    hubToken.save('hf_another_one');
    expect(createHubToken(file, keychain('new')).read()).toBe('hf_another_one');
  });

  it('forgets it, on disk too', () => {
    const hubToken = createHubToken(file, keychain('k'));
    hubToken.save(token);
    expect(hubToken.forget()).toEqual({ kept: 'none' });
    expect(createHubToken(file, keychain('k')).read()).toBe('');
  });

  it('drops the one on disk when a new one can only be kept in memory', () => {
    createHubToken(file, keychain('k')).save(token);
    createHubToken(file, noKeychain).save('hf_another_one');
    expect(createHubToken(file, keychain('k')).read()).toBe('');
  });
});
