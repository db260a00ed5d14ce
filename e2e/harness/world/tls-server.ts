import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { countedStream } from './counted-stream.ts';
import type { ConnectionRecord } from './protocol.ts';

export interface TlsServer {
  start(): Promise<void>;
  /** Ends every connection and refuses further ones until `start`. */
  stop(): Promise<void>;
  /** Every connection since the last `forget`. */
  connections(): ConnectionRecord[];
  forget(): void;
  /** Resets the TCP connection on which a request came. */
  reset(request: IncomingMessage): void;
}

interface Connection {
  socket: Socket;
  from: string;
  serverName: string | null;
}

/** An HTTPS server, HTTP/1.1 only, that counts each connection's bytes below TLS. */
export function createTlsServer(options: {
  address: string;
  port: number;
  certificate: string;
  key: string;
  listener: RequestListener;
}): TlsServer {
  const secureContext = createSecureContext({ cert: options.certificate, key: options.key });
  const web = createHttpServer({ keepAliveTimeout: 60_000 }, options.listener);
  const open = new Set<Socket>();
  const below = new WeakMap<Socket, Socket>();
  let connections: Connection[] = [];
  let front: Server | null = null;

  const accept = (socket: Socket) => {
    const connection: Connection = { socket, from: socket.remoteAddress ?? '', serverName: null };
    connections.push(connection);
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    const secure = new TLSSocket(countedStream(socket), {
      isServer: true,
      secureContext,
      ALPNProtocols: ['http/1.1'],
      SNICallback(name, done) {
        connection.serverName = name;
        done(null, secureContext);
      },
    });
    // A client that gives up, in the handshake or later, is no failure of the server.
    secure.on('error', () => undefined);
    below.set(secure, socket);
    web.emit('connection', secure);
  };

  return {
    async start() {
      if (front) return;
      const server = createServer({ allowHalfOpen: true }, accept);
      server.listen(options.port, options.address);
      await once(server, 'listening');
      front = server;
    },

    async stop() {
      const server = front;
      front = null;
      if (!server) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.resetAndDestroy();
      await closed;
    },

    connections: () =>
      connections.map(({ socket, from, serverName }) => ({
        from,
        serverName,
        up: socket.bytesRead,
        down: socket.bytesWritten,
        open: !socket.destroyed,
      })),

    forget() {
      connections = [];
    },

    reset(request) {
      below.get(request.socket)?.resetAndDestroy();
    },
  };
}
