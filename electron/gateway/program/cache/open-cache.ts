import { mkdir } from 'node:fs/promises';
import { createFileStore, type FileStore } from './file-store.ts';
import { createPageCache, type PageCache } from './page-cache.ts';
import { tidyCache } from './tidy.ts';

export interface Cache {
  files: FileStore;
  pages: PageCache;
  /** Drops what is too much; returns the bytes of what is left. */
  tidy(): Promise<number>;
}

/** Opens the cache in a folder that other gateways may use too, after it was made no larger than `maxBytes`. */
export async function openCache(folder: string, { maxBytes }: { maxBytes: number }): Promise<Cache> {
  await mkdir(folder, { recursive: true });
  const tidy = () => tidyCache(folder, maxBytes);
  await tidy();
  return { files: createFileStore(folder), pages: createPageCache(folder), tidy };
}
