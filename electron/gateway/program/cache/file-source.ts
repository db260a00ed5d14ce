import type { EgressError } from '../egress-error.ts';

/** One answer of a host with a file's bytes. */
export interface FilePart {
  /** Where in the file the body begins: what was asked for, or 0 where the host sends all of it again. */
  from: number;
  /** Size of the whole file; null where the host does not say. */
  size: number | null;
  /** Names these very bytes on that host, for a later `open`. */
  etag: string | null;
  /** @throws EgressError cut, download_cap, upload_cap */
  body: AsyncIterable<Buffer>;
  /** Must be called: says what came of the answer, and gives up what is left of the body. */
  finish(problem?: EgressError): void;
}

/**
 * Asks a host for a file from byte `from` on, if it is still the one with this etag, else for all of it.
 * @throws EgressError as `Upstream.request` does; upstream_error where the host does not have it
 */
export type OpenFile = (from: number, etag: string | null) => Promise<FilePart>;
