import type { LedgerKind } from '../../../../shared/ledger.ts';
import type { FilePart, OpenFile } from '../cache/file-source.ts';
import { EgressError } from '../egress-error.ts';
import type { Upstream, UpstreamResponse } from './upstream.ts';

/** Reads a file at an address of a host, from any offset. */
export function fileSource(upstream: Upstream, kind: LedgerKind, url: string): OpenFile {
  return async (from, etag) => {
    const range = from === 0 ? {} : { range: `bytes=${from}-`, ...(etag === null ? {} : { 'if-range': etag }) };
    const response = await upstream.request({ kind, method: 'GET', url, headers: range });
    const part = readPart(response, from);
    if (part) return part;
    const host = new URL(response.url).hostname;
    const error = EgressError.failed(
      'upstream_error',
      `${host} answered ${response.status} where a file was expected.`,
    );
    response.finish(error);
    throw error;
  };
}

function readPart(response: UpstreamResponse, asked: number): FilePart | null {
  const { status, headers, body, finish } = response;
  // Only a strong etag says that two answers have the same bytes.
  const etag = headers.etag?.startsWith('"') ? headers.etag : null;
  if (status === 200) return { from: 0, size: wholeNumber(headers['content-length']), etag, body, finish };
  const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '');
  if (status !== 206 || !range || Number(range[1]) !== asked) return null;
  return { from: asked, size: wholeNumber(range[2]), etag, body, finish };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
