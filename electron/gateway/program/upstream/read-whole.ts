import { EgressError } from '../egress-error.ts';
import type { UpstreamResponse } from './upstream.ts';

/**
 * The body of an answer, in memory; `finish` is still to be called.
 * @throws EgressError too_large, upstream_error (compressed), cut, download_cap, upload_cap
 */
export async function readWhole(
  { url, headers, body }: Pick<UpstreamResponse, 'url' | 'headers' | 'body'>,
  maxMebibytes: number,
): Promise<Buffer> {
  const host = new URL(url).hostname;
  const maxBytes = maxMebibytes * 1024 * 1024;
  const tooLarge = () => EgressError.refused('too_large', `A page of ${host} is larger than ${maxMebibytes} MiB.`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw EgressError.failed('upstream_error', `${host} sent a compressed page although none was asked for.`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
