import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A host on 127.0.0.1 that counts what it gets. */
export interface TcpHost {
  port: number;
  /** Bytes of each connection so far, in the order of the connections. */
  received: number[];
  sockets: Socket[];
  close(): void;
}

/** The port of a server that listens on TCP. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** @param serve gets each connection, whose bytes are read and counted already; both directions end separately. */
export async function createTcpHost(
  serve: (socket: Socket) => void = (socket) => socket.on('end', () => socket.end()),
): Promise<TcpHost> {
  const received: number[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const index = sockets.push(socket) - 1;
    received[index] = 0;
    socket.on('data', (chunk) => {
      received[index] = (received[index] ?? 0) + chunk.length;
    });
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    received,
    sockets,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
