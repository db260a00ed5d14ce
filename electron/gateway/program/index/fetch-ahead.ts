import type { FollowedFile } from '../cache/file-store.ts';
import { createSlots, withSlot } from '../cache/slots.ts';

const atOnce = 4;

interface Wheel {
  project: string;
  /** sha256 */
  hex: string;
  size: number | null;
}

export interface FetchAhead<W extends Wheel> {
  /** Called where a client has asked for a wheel’s metadata. */
  expect(wheel: W): void;
  /** Whether this file was downloaded because it was expected: the ledger has it already. */
  hasBrought(hex: string): boolean;
}

/**
 * Fetches a wheel as soon as a client has asked for its metadata: installers read the metadata of all they need first, and
 * fetch one wheel after the other then. Of each project only the first that is asked for, since a resolver that turns back
 * reads the metadata of many releases and fetches one. What fails here is asked for again when the client wants it.
 */
export function createFetchAhead<W extends Wheel>(open: (wheel: W) => Promise<FollowedFile>): FetchAhead<W> {
  const projects = new Set<string>();
  const brought = new Set<string>();
  const slots = createSlots(atOnce);

  const fetch = async (wheel: W, size: number): Promise<void> => {
    const file = await open(wheel);
    try {
      if (!file.cached) brought.add(wheel.hex);
      // The end of a file is there when all of it is.
      await file.read(Buffer.allocUnsafe(1), size - 1);
    } finally {
      file.release();
    }
  };

  return {
    expect(wheel) {
      const { project, size } = wheel;
      if (size === null || size === 0 || projects.has(project)) return;
      projects.add(project);
      withSlot(slots, () => fetch(wheel, size)).catch(() => undefined);
    },
    hasBrought: (hex) => brought.has(hex),
  };
}
