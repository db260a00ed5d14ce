import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { digestOf, generated, text } from './content.ts';
import { createFaults } from './faults.ts';
import { createHttpHost, plain, type RouteReply } from './http-host.ts';
import type { Fault } from './protocol.ts';

const content = generated(400_000);
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function hostWith(fault: Fault | null, reply: Partial<RouteReply> = {}) {
  const faults = createFaults();
  if (fault) faults.add({ host: 'h.test', path: /^\/file/, times: 1, fault });
  const whole: RouteReply = { status: 200, headers: { etag: '"e"' }, content, ranged: true, ...reply };
  const host = createHttpHost({ name: 'h.test', route: () => whole, faults, reset: (got) => got.socket.destroy() });
  const server = createServer(host.handle).listen(0, '127.0.0.1');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const open = (headers: Record<string, string> = {}): ClientRequest =>
    request({ host: '127.0.0.1', port, path: '/file?x', agent: false, headers }).end();
  return { host, open, port };
}

async function fetched(sent: ClientRequest) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.on('response', resolve).on('error', reject),
  );
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  // Not `once`, which would fail with the error of an answer that is cut.
  await new Promise((resolve) => answer.on('close', resolve));
  const bytes = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { status: answer.statusCode, headers: answer.headers, bytes, sha256, complete: answer.complete };
}

test('a whole file arrives whole, and its request is recorded', async () => {
  const { host, open } = await hostWith(null);
  const got = await fetched(open({ 'x-mark': '1' }));
  expect(got.sha256).toBe(digestOf(content, 'sha256'));
  expect(got.headers['content-length']).toBe('400000');
  expect(host.requests()).toEqual([
    expect.objectContaining({ method: 'GET', path: '/file?x', status: 200, sent: 400_000, complete: true }),
  ]);
  expect(host.requests()[0]?.headers['x-mark']).toBe('1');
});

test('a range is a part of the file; with an outdated If-Range it is the whole', async () => {
  const { open } = await hostWith(null);
  const part = await fetched(open({ range: 'bytes=399000-', 'if-range': '"e"' }));
  expect(part.status).toBe(206);
  expect(part.headers['content-range']).toBe('bytes 399000-399999/400000');
  expect(part.bytes.length).toBe(1_000);
  expect((await fetched(open({ range: 'bytes=399000-', 'if-range': '"old"' }))).status).toBe(200);
  expect((await fetched(open({ range: 'bytes=400000-' }))).status).toBe(416);
});

test('a known ETag gets 304 without a body', async () => {
  const { open } = await hostWith(null);
  expect(await fetched(open({ 'if-none-match': '"e"' }))).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
});

test('what may be compressed is, only for clients that take it', async () => {
  const { open } = await hostWith(null, { content: text('a'.repeat(10_000)), ranged: false, compressible: true });
  expect((await fetched(open({ 'accept-encoding': 'gzip' }))).headers['content-encoding']).toBe('gzip');
  expect((await fetched(open())).bytes.length).toBe(10_000);
});

test('a cut answer has exactly the bytes before the cut, once, for a client that reads slowly too', async () => {
  const large = generated(12_000_000);
  const { host, open, port } = await hostWith({ kind: 'cut', afterBytes: 10_000_001 }, { content: large });
  // An HTTP client drops what it has not handed on when the connection ends, so this one is a plain socket.
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.write('GET /file HTTP/1.1\r\nHost: h.test\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
    await setTimeout(1);
  }
  const [head = ''] = answer.split('\r\n\r\n', 1);
  expect(head).toMatch(/^content-length: 12000000$/m);
  expect(answer.length - head.length - 4).toBe(10_000_001);
  expect(host.requests()[0]).toMatchObject({ sent: 10_000_001, complete: false });
  expect((await fetched(open())).complete).toBe(true);
});

test('a corrupt answer has the right length and other bytes', async () => {
  const { open } = await hostWith({ kind: 'corrupt' });
  const got = await fetched(open());
  expect(got.bytes.length).toBe(400_000);
  expect(got.sha256).not.toBe(digestOf(content, 'sha256'));
});

test('a redirect leads where the fault says, and an error status is one', async () => {
  const moved = await hostWith({ kind: 'redirect', location: 'https://other.test/x' });
  expect(await fetched(moved.open())).toMatchObject({ status: 302, headers: { location: 'https://other.test/x' } });
  const failing = await hostWith({ kind: 'status', status: 503 });
  expect((await fetched(failing.open())).status).toBe(503);
});

test('an endless answer goes on after the right one', async () => {
  const { open } = await hostWith({ kind: 'endless' }, plain(404, {}));
  const sent = open();
  const [answer] = await once(sent, 'response');
  let received = 0;
  for await (const chunk of answer) {
    received += chunk.length;
    if (received > 2_000_000) break;
  }
  expect(received).toBeGreaterThan(2_000_000);
});

test('a reset connection is no answer', async () => {
  const { host, open } = await hostWith({ kind: 'reset' });
  await expect(fetched(open())).rejects.toThrow();
  expect(host.requests()[0]?.status).toBeNull();
});
