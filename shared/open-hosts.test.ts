import { describe, expect, it } from 'vitest';
import { openHostOf } from './open-hosts.ts';
import { defaultSettings } from './settings.ts';

describe('openHostOf', () => {
  it.each([
    'github.com',
    'GitHub.com',
    ' github.com ',
    'github.com:8443',
    'api.github.com',
    'raw.githubusercontent.com',
    'gist.githubusercontent.com',
    'somebody.github.io',
    's3.amazonaws.com',
    'bucket.s3.eu-central-1.amazonaws.com',
    'storage.googleapis.com',
    'x.blob.core.windows.net',
    'pastebin.com',
    'transfer.sh',
    'abc.ngrok-free.app',
    'x.workers.dev',
    'discord.com',
  ])('warns of %s', (entry) => {
    expect(openHostOf(entry)).not.toBeNull();
  });

  it.each([
    ['*.github.io', 'the wildcard itself'],
    ['*.s3.amazonaws.com', 'a narrower wildcard'],
    ['*.github.com', 'a wildcard above one that is known'],
    ['*.core.windows.net', 'a wildcard above a known wildcard'],
    ['*.googleapis.com', 'a wildcard above a known name'],
    ['*.workers.dev:8443', 'a wildcard with a port'],
  ])('warns of %s: %s', (entry) => {
    expect(openHostOf(entry)).not.toBeNull();
  });

  it.each([
    'example.org',
    'notgithub.com',
    'github.com.example.org',
    'mypastebin.com',
    'amazonaws.com.example.org',
    '*.example.org',
    'workers.dev.example',
  ])('does not know %s', (entry) => {
    expect(openHostOf(entry)).toBeNull();
  });

  it('has nothing against the list that comes with the app', () => {
    for (const entry of defaultSettings.setup.allowlist) expect(openHostOf(entry), entry).toBeNull();
  });

  it('says what kind of host it is', () => {
    expect(openHostOf('x.workers.dev')).toBe('server');
    expect(openHostOf('x.amazonaws.com')).toBe('storage');
  });
});
