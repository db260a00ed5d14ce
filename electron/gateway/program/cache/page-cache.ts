import { createHash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EgressError } from '../egress-error.ts';
import { errorCode } from '../error-code.ts';
import { createTemporaryFile } from './temporary-file.ts';

/** A small document of a host. */
export interface Page {
  /** Where it came from in the end, after redirects: what its links are relative to. */
  url: string;
  contentType: string;
  etag: string | null;
  /** The `Link` header; null for none. */
  link: string | null;
  body: Buffer;
}

/** An answer that is not the document: it is passed on and never kept. */
export interface OtherAnswer {
  status: number;
  headers: Record<string, string>;
}

export type Loaded = { kind: 'page'; page: Page } | { kind: 'unchanged' } | { kind: 'other'; answer: OtherAnswer };

/** Asks the host; `unchanged` only where `etag` was given and still holds. */
export type LoadPage = (etag: string | null) => Promise<Loaded>;

export type PageResult =
  | { kind: 'page'; page: Page /** Nobody was asked, or nobody answered. */; cached: boolean }
  | { kind: 'other'; answer: OtherAnswer };

/** Small documents of hosts, kept so that they are there when the hosts are not. */
export interface PageCache {
  /**
   * The page as the host has it now; as it was kept where the host cannot be reached or fails, or where it is
   * `immutable`. Never a kept page in place of a refusal.
   * @throws EgressError what `load` throws
   */
  get(key: string, immutable: boolean, load: LoadPage): Promise<PageResult>;
  /** The page as it was kept; null where it is not there. */
  kept(key: string): Promise<Page | null>;
}

const headSchema = z.object({
  key: z.string(),
  sha256: z.string(),
  url: z.string(),
  contentType: z.string(),
  etag: z.string().nullable(),
  link: z.string().nullable(),
});

/** Opens the pages in the folder of a cache; see `openCache`. */
export function createPageCache(cache: string): PageCache {
  const underWay = new Map<string, Promise<PageResult>>();

  const placeOf = (key: string): string => {
    const name = sha256(key);
    return path.join(cache, 'pages', name.slice(0, 2), name);
  };

  const read = async (key: string): Promise<Page | null> => {
    const bytes = await readFile(placeOf(key)).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (!bytes) return null;
    const now = new Date();
    await utimes(placeOf(key), now, now).catch(() => undefined);
    return parsePage(key, bytes);
  };

  const write = async (key: string, { body, ...rest }: Page): Promise<void> => {
    const head = JSON.stringify({ key, sha256: sha256(body), ...rest });
    const file = await createTemporaryFile(cache);
    try {
      await file.handle.writeFile(Buffer.concat([Buffer.from(`${head}\n`), body]));
      await file.keep(placeOf(key));
    } catch (error) {
      await file.remove();
      throw error;
    } finally {
      await file.handle.close();
    }
  };

  const load = async (key: string, kept: Page | null, ask: LoadPage): Promise<PageResult> => {
    const loaded = await ask(kept?.etag ?? null);
    if (loaded.kind === 'other') return loaded;
    if (loaded.kind === 'page') {
      // A page that cannot be kept is still good for this request.
      await write(key, loaded.page).catch(() => undefined);
      return { kind: 'page', page: loaded.page, cached: false };
    }
    if (!kept)
      throw EgressError.failed('upstream_error', 'The host answered that a page has not changed that it never sent.');
    return { kind: 'page', page: kept, cached: false };
  };

  const get = async (key: string, immutable: boolean, ask: LoadPage): Promise<PageResult> => {
    const kept = await read(key);
    if (kept && immutable) return { kind: 'page', page: kept, cached: true };
    return load(key, kept, ask).catch((error: unknown) => {
      const failed = error instanceof EgressError && error.verdict.outcome === 'failed';
      if (kept && failed) return { kind: 'page', page: kept, cached: true } as const;
      throw error;
    });
  };

  return {
    get(key, immutable, ask) {
      const going = underWay.get(key) ?? get(key, immutable, ask).finally(() => underWay.delete(key));
      underWay.set(key, going);
      return going;
    },
    kept: read,
  };
}

/** Null for a page that was not written whole: names are exchanged at once, but bytes may be lost with the power. */
function parsePage(key: string, bytes: Buffer): Page | null {
  const end = bytes.indexOf('\n');
  const head = headSchema.safeParse(parseJson(bytes.subarray(0, Math.max(0, end)).toString()));
  if (!head.success) return null;
  const { sha256: expected, key: itsKey, ...rest } = head.data;
  const body = bytes.subarray(end + 1);
  return itsKey === key && sha256(body) === expected ? { ...rest, body } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
