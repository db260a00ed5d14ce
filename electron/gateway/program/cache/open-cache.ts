import { mkdir } from 'node:fs/promises';
import { createFileStore, type FileStore } from './file-store.ts';
import { createPageCache, type PageCache } from './page-cache.ts';
import { tidyCache } from './tidy.ts';

export interface Cache {
  files: FileStore;
  pages: PageCache;
}

/** Opens the cache in a folder that other gateways may use too, after it was made no larger than `maxBytes`. */
export async function openCache(folder: string, { maxBytes }: { maxBytes: number }): Promise<Cache> {
  await mkdir(folder, { recursive: true });
  await tidyCache(folder, maxBytes);
  return { files: createFileStore(folder), pages: createPageCache(folder) };
}
