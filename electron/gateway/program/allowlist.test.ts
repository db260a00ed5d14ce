import { describe, expect, it } from 'vitest';
import { createAllowlist } from './allowlist.ts';
import { EgressError } from './egress-error.ts';

const allowlist = createAllowlist([
  'pypi.org',
  '*.hf.co',
  '*.us.hf.co',
  'cdn.hf.co',
  'xn--bcher-kva.example',
  'mirror.lan.example:8443',
]);

function reasonFor(host: string, port = 443): string {
  try {
    return allowlist.find(host, port).entry;
  } catch (error) {
    if (error instanceof EgressError) return error.verdict.reason;
    throw error;
  }
}

describe('allowlist', () => {
  it('finds exact names, whatever their case, with or without a dot at the end', () => {
    expect(allowlist.find('PyPI.org.', 443)).toEqual({ host: 'pypi.org', entry: 'pypi.org' });
    expect(reasonFor('mirror.lan.example', 8443)).toBe('mirror.lan.example:8443');
  });

  it('finds names at any depth below a wildcard, but not its own domain', () => {
    expect(reasonFor('cas.hf.co')).toBe('*.hf.co');
    expect(reasonFor('a.b.c.hf.co')).toBe('*.hf.co');
    expect(reasonFor('hf.co')).toBe('not_listed');
    expect(reasonFor('evilhf.co')).toBe('not_listed');
    expect(reasonFor('.hf.co')).toBe('malformed');
  });

  it('prefers the name itself, then the longest wildcard', () => {
    expect(reasonFor('cdn.hf.co')).toBe('cdn.hf.co');
    expect(reasonFor('x.us.hf.co')).toBe('*.us.hf.co');
  });

  it('knows the ASCII form of international names', () => {
    expect(allowlist.find('BÜCHER.example', 443).host).toBe('xn--bcher-kva.example');
    // A Cyrillic letter that looks like a Latin one is another name.
    expect(reasonFor('pypі.org')).toBe('not_listed');
  });

  it.each(['pypi.org.evil.example', 'xpypi.org', 'org', 'pypi.orgx', 'github.com'])('refuses %s', (host) => {
    expect(reasonFor(host)).toBe('not_listed');
  });

  it('tells a port that is not listed from a host that is not', () => {
    expect(reasonFor('pypi.org', 22)).toBe('port_not_listed');
    expect(reasonFor('mirror.lan.example')).toBe('port_not_listed');
    expect(() => allowlist.find('mirror.lan.example', 443)).toThrow(/for port 8443, not for 443/);
    expect(reasonFor('github.com', 22)).toBe('not_listed');
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '0x7f.1',
    '0x7f000001',
    '0X7F.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '2130706433',
    '1.2.3.4.5',
    'foo.0x',
    'pypi.org.1',
    '::1',
    '[::1]',
    '[::1].',
    '[::ffff:127.0.0.1]',
    'fe80::1%eth0',
    '127。0。0。1',
    '１２７.0.0.1',
    '①②⑦.0.0.1',
  ])('takes %s for an address', (host) => {
    expect(reasonFor(host)).toBe('address_literal');
  });

  it.each([
    '',
    '.',
    'pypi.org..',
    'pypi..org',
    'pypi.org\0.evil.example',
    'pypi.org\0',
    'pypi.org@evil.example',
    'evil.example@pypi.org',
    'pypi.org/x',
    'pypi.org?',
    'pypi.org#',
    'pypi.org\\x',
    'pypi%2eorg',
    ' pypi.org',
    'pypi.org\r\n',
    'pypi_x.hf.co',
    '-x.hf.co',
    'x-.hf.co',
    '*.hf.co',
    '[pypi.org]',
    `${'x'.repeat(64)}.hf.co`,
    `${'x.'.repeat(130)}hf.co`,
    'x'.repeat(100_000),
  ])('takes %j for no name at all', (host) => {
    expect(reasonFor(host)).toBe('malformed');
  });
});
