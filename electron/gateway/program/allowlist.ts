import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { splitAllowlistEntry } from '../../../shared/egress.ts';
import { EgressError } from './egress-error.ts';

export interface ListedHost {
  /** The name as DNS and TLS write it: small letters, IDNA's ASCII form, no dot at the end. */
  host: string;
  /** The entry of the allowlist that lets it through. */
  entry: string;
}

export interface Allowlist {
  /**
   * Finds the entry for a host: its own name first, else the longest wildcard.
   * @throws EgressError malformed, address_literal, not_listed, port_not_listed
   */
  find(host: string, port: number): ListedHost;
}

interface Entry {
  text: string;
  pattern: string;
  port: number;
}

const longestName = 253;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
// A name whose last label is one of these is read as an address by resolvers that know the old forms (127.1, 0x7f.1, 017700000001).
const number = /^(?:\d+|0x[\da-f]*)$/;
// What a URL parser would cut off, decode or take for something else than the name.
const delimiters = /[\s%/\\?#@:[\]<>^|\x00-\x1f\x7f]/;
const shownLength = 80;

function isAddress(text: string): boolean {
  return ipaddr.isValid(text) || number.test(text.split('.').at(-1) ?? '');
}

/** Names may be long and are not ours: messages show their start. */
function shown(host: string): string {
  return host.length > shownLength ? `${host.slice(0, shownLength)}…` : host;
}

function normalise(raw: string): string {
  const bare = raw
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (isAddress(bare)) {
    throw EgressError.refused('address_literal', `${shown(raw)} is an address; only hosts with a name can be allowed.`);
  }
  // The ASCII form of a name can be an address too: there are digits and dots of other scripts.
  const host = delimiters.test(raw) ? '' : domainToASCII(bare);
  if (host !== '' && isAddress(host)) {
    throw EgressError.refused(
      'address_literal',
      `${shown(raw)} is the address ${host}; only hosts with a name can be allowed.`,
    );
  }
  if (host === '' || host.length > longestName || !host.split('.').every((part) => label.test(part))) {
    throw EgressError.refused('malformed', `${JSON.stringify(shown(raw))} is not the name of a host.`);
  }
  return host;
}

function isMatch(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Reads the entries once; each is an exact name or `*.domain`, with `:port` where the port is not 443. */
export function createAllowlist(texts: string[]): Allowlist {
  const entries = texts
    .map((text): Entry => ({ text, ...splitAllowlistEntry(text.toLowerCase()) }))
    .toSorted(
      (a, b) =>
        Number(a.pattern.startsWith('*.')) - Number(b.pattern.startsWith('*.')) || b.pattern.length - a.pattern.length,
    );

  return {
    find(raw, port) {
      const host = normalise(raw);
      const named = entries.filter(({ pattern }) => isMatch(pattern, host));
      const entry = named.find((candidate) => candidate.port === port);
      if (entry) return { host, entry: entry.text };
      if (named.length === 0)
        throw EgressError.refused('not_listed', `${shown(host)}:${port} is not on the allowlist.`);
      const ports = [...new Set(named.map((candidate) => candidate.port))].join(', ');
      throw EgressError.refused(
        'port_not_listed',
        `${shown(host)} is on the allowlist for port ${ports}, not for ${port}.`,
      );
    },
  };
}
