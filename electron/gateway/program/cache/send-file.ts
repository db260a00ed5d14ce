import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ByteRange, readRange } from './byte-range.ts';
import type { FollowedFile } from './file-store.ts';

/** Large, because each piece costs a client in the setup container several changes between processes. */
const pieceBytes = 1024 * 1024;

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
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size };
  const whileThere = createPatience(response);
  // One buffer for all pieces: memory that is new for each would take as long as reading the file.
  const buffer = Buffer.allocUnsafeSlow(end === null ? pieceBytes : Math.min(pieceBytes, end - start));
  let position = start;
  const next = async (): Promise<Buffer> => {
    const room = end === null ? buffer : buffer.subarray(0, end - position);
    const piece = room.subarray(0, await whileThere(file.read(room, position)));
    position += piece.length;
    return piece;
  };
  try {
    let piece = await next();
    if (range.kind === 'part') {
      const place = `bytes ${range.start}-${range.end - 1}/${size}`;
      response.writeHead(206, { ...headers, 'content-range': place, 'content-length': range.end - range.start });
    } else response.writeHead(200, { ...headers, ...(size === null ? {} : { 'content-length': size }) });
    for (; piece.length > 0; piece = await next()) await whileThere(written(response, piece));
    response.end();
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else throw error;
  }
}

/** Resolves when the system has taken the bytes, and their memory may be used again. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** Waits for one thing after another, but for nothing once the client has gone. */
function createPatience(response: ServerResponse): <T>(work: Promise<T>) => Promise<T> {
  let giveUp = (): void => undefined;
  response.once('close', () => giveUp());
  return (work) =>
    new Promise((resolve, reject) => {
      giveUp = () => reject(new Error('The client has gone.'));
      if (response.destroyed) giveUp();
      work.then(resolve, reject);
    });
}
