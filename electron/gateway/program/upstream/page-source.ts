import type { IncomingHttpHeaders } from 'node:http';
import type { LedgerKind } from '../../../../shared/ledger.ts';
import type { LoadPage } from '../cache/page-cache.ts';
import { EgressError } from '../egress-error.ts';
import type { Upstream, UpstreamResponse } from './upstream.ts';

const maxBytes = 50 * 1024 * 1024;

/**
 * Reads a document of at most 50 MiB at an address of a host.
 * @throws EgressError (from the function it returns) as `Upstream.request` does; too_large, cut
 */
export function pageSource(upstream: Upstream, kind: LedgerKind, url: string, accept: string): LoadPage {
  return async (etag) => {
    const headers = { accept, ...(etag === null ? {} : { 'if-none-match': etag }) };
    const response = await upstream.request({ kind, method: 'GET', url, headers });
    if (response.status === 304) {
      response.finish();
      return { kind: 'unchanged' };
    }
    if (response.status !== 200) {
      response.finish();
      return { kind: 'other', answer: { status: response.status, headers: single(response.headers) } };
    }
    const body = await readSmall(response).catch((error: unknown) => {
      response.finish(error instanceof EgressError ? error : undefined);
      throw error;
    });
    response.finish();
    const { 'content-type': contentType = '', etag: newEtag = null, link = null } = single(response.headers);
    return { kind: 'page', page: { url: response.url, contentType, etag: newEtag, link, body } };
  };
}

async function readSmall({ url, headers, body }: UpstreamResponse): Promise<Buffer> {
  const host = new URL(url).hostname;
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(host);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw EgressError.failed('upstream_error', `${host} sent a compressed page although none was asked for.`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(host);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(host: string): EgressError {
  return EgressError.refused('too_large', `A page of ${host} is larger than 50 MiB.`);
}

function single(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
