import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { createCertificates } from '../../../electron/gateway/testing/certificates.ts';
import { createTlsServer } from './tls-server.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

test('counts what a client sent and got on the wire, its last bytes too, and sees the server name', async () => {
  const certificates = await createCertificates(['h.test']);
  const port = await freePort();
  const server = createTlsServer({
    ...certificates,
    address: '127.0.0.1',
    port,
    listener: (request, response) => request.resume().on('end', () => response.end('x'.repeat(200_000))),
  });
  await server.start();
  // TLS runs through this stream, so that the client's own count is the wire's.
  const wire: Socket = connectTcp(port, '127.0.0.1');
  const client = connect({ socket: wire, servername: 'h.test', ca: certificates.authority });
  client.end(
    `PUT / HTTP/1.1\r\nHost: h.test\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n${'y'.repeat(300_000)}`,
  );
  client.resume();
  await once(wire, 'close');
  await vi.waitFor(() => expect(server.connections()[0]?.open).toBe(false));
  expect(server.connections()).toEqual([
    { from: '127.0.0.1', serverName: 'h.test', up: wire.bytesWritten, down: wire.bytesRead, open: false },
  ]);
  await server.stop();
  await expect(once(connectTcp(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
});
