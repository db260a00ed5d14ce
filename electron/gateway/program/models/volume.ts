import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelFile } from '../../../../shared/models.ts';

/** The volume of one repository: `blobs/HASH` are whole and verified, `partial/HASH` are on their way. */
export interface ModelVolume {
  blobPlace(hash: string): string;
  partialPlace(hash: string): string;
  /** Whether a file is there whole; one that is not as long as it should be is removed. */
  has(file: ModelFile): Promise<boolean>;
  /** Notes a blob that is there from now on. */
  added(file: ModelFile): void;
  /** Bytes that all files in it take. */
  storedBytes(): Promise<number>;
}

/** Opens the volume in a folder, which no other program writes meanwhile. */
export async function openVolume(folder: string): Promise<ModelVolume> {
  const blobs = path.join(folder, 'blobs');
  const partial = path.join(folder, 'partial');
  await mkdir(blobs, { recursive: true, mode: 0o755 });
  // A job that has the volume must not see what is not verified.
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const sizes = new Map<string, number>();
  for (const name of await readdir(blobs)) sizes.set(name, (await stat(path.join(blobs, name))).size);

  return {
    blobPlace: (hash) => path.join(blobs, hash),
    partialPlace: (hash) => path.join(partial, hash),
    async has({ blob, bytes }) {
      const size = sizes.get(blob);
      if (size === undefined || size === bytes) return size === bytes;
      sizes.delete(blob);
      await rm(path.join(blobs, blob), { force: true });
      return false;
    },
    added: ({ blob, bytes }) => void sizes.set(blob, bytes),
    async storedBytes() {
      let sum = 0;
      for (const size of sizes.values()) sum += size;
      for (const name of await readdir(partial)) {
        const { size, blocks } = await stat(path.join(partial, name));
        // Such a file has holes where its ranges are not there yet.
        sum += Math.min(size, blocks * 512);
      }
      return sum;
    },
  };
}
