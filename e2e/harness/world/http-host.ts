import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Content, read, sizeOf, text } from './content.ts';
import type { Faults } from './faults.ts';
import type { Fault, RequestRecord } from './protocol.ts';
import { parseRange } from './range.ts';

export interface RouteRequest {
  method: string;
  /** Without the query, percent-encoded as it was sent. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Bytes of the body, which is not kept. */
  received: number;
}

export interface RouteReply {
  status: number;
  headers: Record<string, string>;
  content: Content;
  /** Serves ranges of it. */
  ranged?: boolean;
  /** Compresses it for clients that accept that. */
  compressible?: boolean;
}

/** Answers a request without I/O; for HEAD the same as for GET. */
export type Route = (request: RouteRequest) => RouteReply;

export interface HttpHost {
  handle(request: IncomingMessage, response: ServerResponse): void;
  requests(): RequestRecord[];
  forget(): void;
}

/** Serves a route: records requests, applies faults, and does what HTTP says about ranges, ETags and HEAD. */
export function createHttpHost(options: {
  name: string;
  route: Route;
  faults: Faults;
  reset(request: IncomingMessage): void;
}): HttpHost {
  let records: RequestRecord[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const target = request.url ?? '/';
    const method = request.method ?? 'GET';
    const record: RequestRecord = {
      method,
      path: target,
      headers,
      received: 0,
      status: null,
      sent: 0,
      complete: false,
    };
    records.push(record);
    for await (const chunk of request) record.received += Buffer.byteLength(chunk);

    const fault = options.faults.take(options.name, method, target);
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'reset') return options.reset(request);
    const url = new URL(target, `https://${options.name}`);
    const asked = { method, path: url.pathname, query: url.searchParams, headers };
    const { reply, start, end } = shape(fault, options.route({ ...asked, received: record.received }), headers);
    record.status = reply.status;
    response.writeHead(reply.status, reply.headers);
    if (method === 'HEAD') response.end();
    else {
      const gone = () => new Promise<void>((resolve) => response.write('', () => resolve()));
      await pipeline(body({ content: reply.content, start, end }, fault, record, gone), response);
    }
    record.complete = true;
  };

  return {
    handle(request, response) {
      // A client that goes away in the middle, or a cut that was asked for: the record says that it is incomplete.
      serve(request, response).catch(() => response.destroy());
    },
    requests: () => records,
    forget() {
      records = [];
    },
  };
}

/** What is sent in the end: the route's reply or a fault's, whole or in part. */
function shape(fault: Fault | null, reply: RouteReply, headers: Record<string, string>) {
  const whole = (wanted: RouteReply) => ({ reply: wanted, start: 0, end: sizeOf(wanted.content) });
  if (fault?.kind === 'status') return whole(plain(fault.status, {}));
  if (fault?.kind === 'redirect') return whole(plain(302, { location: fault.location }));
  if (fault?.kind === 'endless') return whole({ ...reply, headers: without(reply.headers, 'content-length') });
  const { etag } = reply.headers;
  if (etag && headers['if-none-match'] === etag) return whole({ status: 304, headers: reply.headers, content: [] });
  if (reply.compressible && /\bgzip\b/.test(headers['accept-encoding'] ?? '')) return whole(compressed(reply));

  const size = sizeOf(reply.content);
  // A client that resumes may ask for the rest only of the file whose start it has.
  const outdated = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  const range = parseRange(reply.ranged && !outdated ? headers.range : undefined, size);
  const common = { ...reply.headers, ...(reply.ranged ? { 'accept-ranges': 'bytes' } : {}) };
  if (range.kind === 'unsatisfiable') return whole(plain(416, { ...common, 'content-range': `bytes */${size}` }));
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size };
  const sized = { ...common, 'content-length': String(end - start) };
  if (range.kind === 'whole') return { reply: { ...reply, headers: sized }, start, end };
  const partial = { ...sized, 'content-range': `bytes ${start}-${end - 1}/${size}` };
  return { reply: { ...reply, status: 206, headers: partial }, start, end };
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([known]) => known !== name));
}

/** A reply with a short text that says its status. */
export function plain(status: number, headers: Record<string, string>): RouteReply {
  const content = text(`${status}\n`);
  const common = { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(sizeOf(content)) };
  return { status, headers: { ...common, ...headers }, content };
}

function compressed(reply: RouteReply): RouteReply {
  const content = [gzipSync(Buffer.concat([...read(reply.content)]))];
  // Without a length, as servers that compress on the way do.
  return { ...reply, headers: { ...reply.headers, 'content-encoding': 'gzip' }, content };
}

interface Section {
  content: Content;
  start: number;
  end: number;
}

/** `gone` resolves when all that was sent so far, the head included, has left. */
async function* body(section: Section, fault: Fault | null, record: RequestRecord, gone: () => Promise<void>) {
  const { content, start, end } = section;
  const cut = fault?.kind === 'cut' ? Math.min(start + fault.afterBytes, end) : end;
  for (const block of read(content, start, cut)) {
    for (const piece of fault?.kind === 'slow' ? pieces(block, fault.bytesPerSecond) : [block]) {
      yield fault?.kind === 'corrupt' && record.sent === 0 ? firstByteChanged(piece) : piece;
      record.sent += piece.length;
      if (fault?.kind === 'slow') await sleep((piece.length / fault.bytesPerSecond) * 1_000);
    }
  }
  if (cut < end) {
    await gone();
    throw new Error('The answer is cut here, as the fault says.');
  }
  const spaces = Buffer.alloc(64 * 1024, ' ');
  while (fault?.kind === 'endless') {
    yield spaces;
    record.sent += spaces.length;
  }
}

function firstByteChanged(piece: Buffer): Buffer {
  const changed = Buffer.from(piece);
  changed[0] = (changed[0] ?? 0) ^ 0xff;
  return changed;
}

/** Ten a second, so that a slow body trickles. */
function pieces(block: Buffer, bytesPerSecond: number): Buffer[] {
  const length = Math.max(1, Math.floor(bytesPerSecond / 10));
  return Array.from({ length: Math.ceil(block.length / length) }, (_, index) =>
    block.subarray(index * length, (index + 1) * length),
  );
}
