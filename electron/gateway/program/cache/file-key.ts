import { createHash, type Hash } from 'node:crypto';

/** What a file's bytes must hash to. `git-sha1` is the hash of git's blob: of its size and its bytes. */
export interface FileKey {
  algorithm: 'sha256' | 'git-sha1';
  /** Small letters: 64 digits of sha256, 40 of git-sha1. */
  hex: string;
}

const patterns = { sha256: /^[0-9a-f]{64}$/, 'git-sha1': /^[0-9a-f]{40}$/ } as const;

/** The key that a hash in hexadecimal means by its length; null if it is none. */
export function fileKey(hex: string): FileKey | null {
  const small = hex.toLowerCase();
  if (patterns.sha256.test(small)) return { algorithm: 'sha256', hex: small };
  return patterns['git-sha1'].test(small) ? { algorithm: 'git-sha1', hex: small } : null;
}

/** Starts the hash of a file; `git-sha1` cannot be started without the file's size. */
export function startHash(key: FileKey, size: number | null): Hash | null {
  if (key.algorithm === 'sha256') return createHash('sha256');
  return size === null ? null : createHash('sha1').update(`blob ${size}\0`);
}
