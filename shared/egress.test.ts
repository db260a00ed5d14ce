import { describe, expect, it } from 'vitest';
import {
  allowlistEntrySchema,
  exceptionSchema,
  hubUrlSchema,
  packageIndexSchema,
  splitAllowlistEntry,
} from './egress.ts';

describe('an entry of the allowlist', () => {
  it.each([
    ['pypi.org', 'pypi.org'],
    [' PyPI.org ', 'pypi.org'],
    ['*.hf.co', '*.hf.co'],
    ['download-r2.pytorch.org', 'download-r2.pytorch.org'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['pypi.org:8443', 'pypi.org:8443'],
    ['*.hf.co:443', '*.hf.co:443'],
  ])('%j is %j', (entry, expected) => {
    expect(allowlistEntrySchema.parse(entry)).toBe(expected);
  });

  it.each([
    '',
    'localhost',
    'https://pypi.org',
    'pypi.org/simple',
    'user@pypi.org',
    '10.0.0.1',
    '10.0.0.1:443',
    '::1',
    '[::1]',
    '[::1]:443',
    '*',
    '*.org',
    '*.',
    'a.*.org',
    '**.hf.co',
    '-a.org',
    'a-.org',
    'a..org',
    'pypi.org.',
    'pypi .org',
    'pypi.org\nevil.org',
    `${'a'.repeat(64)}.org`,
    `${'a.'.repeat(130)}org`,
    'büch.example',
    'pypi.org:',
    'pypi.org:0',
    'pypi.org:65536',
    'pypi.org:-1',
    'pypi.org:https',
    'pypi.org:443:443',
    ':443',
  ])('%j is refused', (entry) => {
    expect(allowlistEntrySchema.safeParse(entry).success).toBe(false);
  });

  it('has the port 443 unless it names another', () => {
    expect(splitAllowlistEntry('*.hf.co')).toEqual({ pattern: '*.hf.co', port: 443 });
    expect(splitAllowlistEntry('pypi.org:8443')).toEqual({ pattern: 'pypi.org', port: 8_443 });
  });

  it('says what is wrong once, in words', () => {
    const { error } = allowlistEntrySchema.safeParse('https://10.0.0.1/*');
    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^Write a host name/)]);
  });
});

describe('an exception', () => {
  it.each([
    ['192.168.1.0/24', '192.168.1.0/24'],
    ['10.1.2.3/32', '10.1.2.3/32'],
    ['fd00::/8', 'fd00::/8'],
    [' Mirror.LAN.example ', 'mirror.lan.example'],
  ])('%j is %j', (text, expected) => {
    expect(exceptionSchema.parse(text)).toBe(expected);
  });

  it.each([
    '',
    '192.168.1.0/33',
    '192.168.1',
    '192.168.1.5',
    '*.lan.example',
    'https://mirror.lan.example',
    'mirror lan',
    'localhost',
  ])('%j is refused', (text) => {
    expect(exceptionSchema.safeParse(text).success).toBe(false);
  });
});

describe('a package index', () => {
  const index = {
    name: 'pytorch',
    url: 'https://download.pytorch.org/whl/cu128/',
    packages: ['torch', 'nvidia-*', '*'],
  };

  it('takes names, beginnings of names and all', () => {
    expect(packageIndexSchema.parse({ ...index, packages: [' Torch ', 'nvidia-*', '*'] })).toEqual(index);
  });

  it.each([
    { ...index, name: '' },
    { ...index, name: 'Py Torch' },
    { ...index, name: '../etc' },
    { ...index, url: 'http://download.pytorch.org/whl/' },
    { ...index, url: 'https://user:word@download.pytorch.org/' },
    { ...index, url: 'https://download.pytorch.org/?x=1' },
    { ...index, url: 'download.pytorch.org' },
    { ...index, packages: [] },
    { ...index, packages: ['torch>=2'] },
    { ...index, packages: ['*-torch'] },
    { ...index, packages: ['tor*ch'] },
  ])('%j is refused', (wrong) => {
    expect(packageIndexSchema.safeParse(wrong).success).toBe(false);
  });

  it('and the model hub are reached over TLS alone', () => {
    expect(hubUrlSchema.safeParse('https://huggingface.co').success).toBe(true);
    expect(hubUrlSchema.safeParse('http://huggingface.co').success).toBe(false);
    expect(hubUrlSchema.safeParse('ftp://huggingface.co').success).toBe(false);
  });
});
