import type { IncomingHttpHeaders } from 'node:http';
import type { LedgerKind } from '../../../../shared/ledger.ts';
import type { LoadPage } from '../cache/page-cache.ts';
import { EgressError } from '../egress-error.ts';
import { readWhole } from './read-whole.ts';
import type { Upstream } from './upstream.ts';

const maxMebibytes = 50;

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
    const body = await readWhole(response, maxMebibytes).catch((error: unknown) => {
      response.finish(error instanceof EgressError ? error : undefined);
      throw error;
    });
    response.finish();
    const { 'content-type': contentType = '', etag: newEtag = null, link = null } = single(response.headers);
    return { kind: 'page', page: { url: response.url, contentType, etag: newEtag, link, body } };
  };
}

function single(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
