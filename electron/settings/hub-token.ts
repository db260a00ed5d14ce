import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { HubTokenState } from '../../shared/storage.ts';

/** Encrypts with a key that the system’s keychain keeps. */
export interface Cipher {
  /** Whether there is a keychain; without one nothing is written to disk. */
  isAvailable(): boolean;
  encrypt(text: string): Buffer;
  /** @throws where the bytes were encrypted with another key */
  decrypt(bytes: Buffer): string;
}

/** The seller’s token for the model hub. */
export interface HubToken {
  state(): HubTokenState;
  /** Empty where there is none. */
  read(): string;
  save(token: string): HubTokenState;
  forget(): HubTokenState;
}

const shownCharacters = 4;

/** @param file holds the encrypted token; for this user’s eyes only. */
export function createHubToken(file: string, cipher: Cipher): HubToken {
  /** Undefined until it is asked for the first time: a keychain may want its owner’s password. */
  let held: { token: string; kept: 'keychain' | 'memory' } | null | undefined;

  const load = () => {
    if (held !== undefined) return held;
    held = null;
    try {
      const bytes = readFileSync(file);
      if (cipher.isAvailable()) held = { token: cipher.decrypt(bytes), kept: 'keychain' };
    } catch {
      // None was saved, or the keychain’s key is another one now: the seller has to save it again.
    }
    return held;
  };

  const state = (): HubTokenState => {
    const there = load();
    return there ? { kept: there.kept, ending: there.token.slice(-shownCharacters) } : { kept: 'none' };
  };

  return {
    state,
    read: () => load()?.token ?? '',
    save(token) {
      const kept = cipher.isAvailable() ? 'keychain' : 'memory';
      // What is there belongs to the token before.
      rmSync(file, { force: true });
      if (kept === 'keychain') writeFileSync(file, cipher.encrypt(token), { mode: 0o600 });
      held = { token, kept };
      return state();
    },
    forget() {
      rmSync(file, { force: true });
      held = null;
      return state();
    },
  };
}

/** For where no keychain can be asked, such as in a terminal. */
export const noKeychain: Cipher = {
  isAvailable: () => false,
  encrypt() {
    throw new Error('There is no keychain.');
  },
  decrypt() {
    throw new Error('There is no keychain.');
  },
};
