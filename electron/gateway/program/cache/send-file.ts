import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type ByteRange, readRange } from './byte-range.ts';
import type { FollowedFile } from './file-store.ts';

/** A file that may be sent, opened only if its bytes or its size are needed. */
export interface OfferedFile {
  /** Null where nobody has said it yet. */
  size: number | null;
  /** Without quotes. */
  etag: string;
  contentType: string;
  headers?: Record<string, string>;
  open(): Promise<FollowedFile>;
}

/**
 * Answers GET or HEAD with a file or one range of it. Says nothing before there is a first verified or followed byte, so
 * that an early failure can still be answered in words.
 * @throws EgressError what opening and reading throw, before anything was sent; later it closes the connection
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  offered: OfferedFile,
): Promise<void> {
  const headers = {
    'content-type': offered.contentType,
    'accept-ranges': 'bytes',
    etag: `"${offered.etag}"`,
    // The client would keep a second copy of what is a local file already.
    'cache-control': 'no-store',
    ...offered.headers,
  };
  if (request.method === 'HEAD' && offered.size !== null) {
    response.writeHead(200, { ...headers, 'content-length': offered.size }).end();
    return;
  }
  const file = await offered.open();
  try {
    const { size } = file;
    const range = size === null ? { kind: 'all' as const } : wantedRange(request, offered.etag, size);
    if (range.kind === 'unsatisfiable') {
      response.writeHead(416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    } else if (request.method === 'HEAD') {
      response.writeHead(200, { ...headers, ...(size === null ? {} : { 'content-length': size }) }).end();
    } else await sendBody(response, file, range, headers);
  } finally {
    file.release();
  }
}

function wantedRange(request: IncomingMessage, etag: string, size: number): ByteRange {
  const condition = request.headers['if-range'];
  if (request.method !== 'GET' || (condition !== undefined && condition !== `"${etag}"`)) return { kind: 'all' };
  return readRange(request.headers.range, size);
}

async function sendBody(
  response: ServerResponse,
  file: FollowedFile,
  range: Exclude<ByteRange, { kind: 'unsatisfiable' }>,
  headers: Record<string, string>,
): Promise<void> {
  const { size } = file;
  const stream = range.kind === 'part' ? file.read(range.start, range.end) : file.read(0, size);
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  response.once('close', leave);
  try {
    await once(stream, 'readable', { signal: gone.signal });
    if (range.kind === 'part') {
      const place = `bytes ${range.start}-${range.end - 1}/${size}`;
      response.writeHead(206, { ...headers, 'content-range': place, 'content-length': range.end - range.start });
    } else response.writeHead(200, { ...headers, ...(size === null ? {} : { 'content-length': size }) });
    await pipeline(stream, response);
  } catch (error) {
    stream.destroy();
    if (response.headersSent || gone.signal.aborted) response.destroy();
    else throw error;
  } finally {
    response.off('close', leave);
  }
}
