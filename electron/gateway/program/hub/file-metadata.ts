import { z } from 'zod';
import { type FileKey, fileKey } from '../cache/file-key.ts';
import type { Loaded, LoadPage, OtherAnswer, Page } from '../cache/page-cache.ts';
import { EgressError } from '../egress-error.ts';
import { redirectTarget, type Upstream, type UpstreamResponse } from '../upstream/upstream.ts';
import { passedOn } from './passed-on.ts';

const maxRedirects = 5;

const metadataSchema = z.object({
  /** Commit that the revision meant. */
  commit: z.string(),
  /** sha256 of a large file, git's sha1 of a small one. */
  hash: z.string(),
  size: z.number().int().nonnegative(),
});

/** What the hub says of a file without sending it. */
export type FileMetadata = z.infer<typeof metadataSchema>;

/** Asks the hub for a file's metadata, as a page of JSON; see `readMetadata`. */
export function metadataSource(upstream: Upstream, hub: string, path: string): LoadPage {
  return async (): Promise<Loaded> => {
    const found = await askForMetadata(upstream, new URL(`${hub}${path}`));
    if ('status' in found) return { kind: 'other', answer: found };
    const body = Buffer.from(JSON.stringify(found));
    const page: Page = { url: `${hub}${path}`, contentType: 'application/json', etag: null, link: null, body };
    return { kind: 'page', page };
  };
}

/**
 * The metadata on a page that `metadataSource` made, and the key to the file's bytes.
 * @throws EgressError upstream_error
 */
export function readMetadata(page: Page): FileMetadata & { key: FileKey } {
  const metadata = metadataSchema.parse(JSON.parse(page.body.toString()));
  const key = fileKey(metadata.hash);
  if (!key) throw unusable(page.url, 'whose hash is of no known kind, so it cannot be verified');
  return { ...metadata, key };
}

/**
 * A small file is found behind redirects on the hub itself. A large one is announced beside a redirect to the host that
 * has its bytes, which need not be asked.
 */
async function askForMetadata(upstream: Upstream, start: URL): Promise<FileMetadata | OtherAnswer> {
  let url = start;
  let commit: string | undefined;
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const response = await upstream.request({ kind: 'hub', method: 'HEAD', url: url.href, redirects: 'manual' });
    response.finish();
    const { status, headers } = response;
    commit = header(headers['x-repo-commit']) ?? commit;
    if (status >= 400) return { status, headers: passedOn(headers) };
    const linked = header(headers['x-linked-etag']);
    const next = redirectTarget(status, headers.location, url);
    if (linked !== undefined || !next) return collect(response, commit, linked);
    if (next.host !== start.host)
      throw unusable(url.href, `that ${next.hostname} should have, without saying its hash`);
    url = next;
  }
  throw EgressError.failed('upstream_error', `${start.hostname} redirects more than ${maxRedirects} times.`);
}

function collect({ url, headers, status }: UpstreamResponse, commit: string | undefined, linked: string | undefined) {
  const hash = unquoted(linked ?? headers.etag);
  const size = header(headers['x-linked-size']) ?? (status === 200 ? headers['content-length'] : undefined);
  if (commit === undefined || !/^[0-9a-f]{40}$/.test(commit)) throw unusable(url, 'without its commit');
  if (hash === undefined) throw unusable(url, 'without its hash, so it cannot be verified');
  if (size === undefined || !/^\d{1,15}$/.test(size)) throw unusable(url, 'without its size');
  return { commit, hash, size: Number(size) };
}

function unquoted(etag: string | undefined): string | undefined {
  return /^(?:W\/)?"?([0-9A-Fa-f]{40,64})"?$/.exec(etag ?? '')?.[1]?.toLowerCase();
}

function header(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unusable(url: string, what: string): EgressError {
  return EgressError.failed('upstream_error', `${new URL(url).hostname} told of a file ${what}.`);
}
