import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { mirrorPaths } from '../../../shared/egress.ts';
import type { ConnectProxy } from './connect-proxy.ts';
import { EgressError } from './egress-error.ts';
import { errorCode } from './error-code.ts';
import type { Ledger, LedgerRequest } from './ledger.ts';
import { refusalResponse, refuseSocket } from './refusal-response.ts';

/** Answers a request of a mirror; may throw an EgressError, which becomes the answer. */
export type Mirror = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface GatewayServerDependencies {
  ledger: Ledger;
  connectProxy: ConnectProxy;
  indexMirror: Mirror;
  hubMirror: Mirror;
  /** Gets errors that nobody expects; the request they came from is closed. */
  onUnexpected: (error: unknown) => void;
  limits?: ServerLimits;
}

export interface ServerLimits {
  connections: number;
  /** Requests under way at the mirrors. */
  requests: number;
  /** A client may take so long to send its request's head, and may be so long without taking any of its answer. */
  headMs: number;
  idleMs: number;
}

export interface GatewayServer {
  /** Listens on a Unix socket at this path, which every user may connect to; takes the place of what is there. */
  listen(path: string): Promise<void>;
  /** Breaks off all connections and stops listening. */
  close(): Promise<void>;
}

const defaultLimits: ServerLimits = { connections: 512, requests: 128, headMs: 15_000, idleMs: 60_000 };
const headBytes = 16 * 1024;
// A client that does not wait is refused by the system where more than these want to connect.
const backlog = 1_024;
// Clients ask one thing after the other; a flood of requests in one connection is not answered.
const requestsPerConnection = 4;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

function kindOfMirror(path: string): 'index' | 'hub' | 'none' {
  if (path.startsWith(mirrorPaths.index) || path.startsWith(mirrorPaths.files)) return 'index';
  return path.startsWith(`${mirrorPaths.hub}/`) ? 'hub' : 'none';
}

/** Host and port of an address such as http://example.org/x, as far as it can be read. */
function hostOf(address: string): { host: string; port: number } {
  const url = URL.parse(address);
  return { host: url?.hostname ?? address, port: Number(url?.port || (url?.protocol === 'https:' ? 443 : 80)) };
}

function problemOf(error: Error, headMs: number): string {
  const code = errorCode(error);
  if (code === 'HPE_HEADER_OVERFLOW') return `The head of a request is longer than ${headBytes / 1_024} KiB.`;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return `The head of a request was not complete within ${headMs / 1_000} seconds.`;
  return `A request cannot be read as HTTP (${code}).`;
}

function refuse(response: ServerResponse, error: EgressError): void {
  if (response.headersSent) {
    // What was promised in the head cannot be kept: only a broken connection says so.
    response.destroy();
    return;
  }
  const { status, reason, text } = refusalResponse(error);
  response.writeHead(status, reason, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
}

/** The one server of the gateway: mirrors by path, CONNECT for other hosts, and a refusal for all else. */
export function createGatewayServer(dependencies: GatewayServerDependencies): GatewayServer {
  const { ledger, connectProxy, indexMirror, hubMirror, onUnexpected, limits = defaultLimits } = dependencies;
  const sockets = new Set<Socket>();
  /** Of each connection: the exchange under way, and those that wait for its end. */
  const exchanges = new Map<Socket, Exchange[]>();
  let requestsAtMirrors = 0;

  const record = (error: EgressError, request: Partial<LedgerRequest> = {}): EgressError => {
    ledger.open({ kind: 'other', host: '', port: 0, method: '', target: null, ...request }).end(error.verdict);
    return error;
  };

  const askMirror = async (mirror: Mirror, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (requestsAtMirrors >= limits.requests) {
      throw record(EgressError.refused('busy', `Setup has more than ${limits.requests} requests under way.`), {
        method: request.method ?? '',
        target: request.url ?? '',
      });
    }
    requestsAtMirrors += 1;
    try {
      await mirror(request, response);
    } finally {
      requestsAtMirrors -= 1;
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    if (/^[a-z][a-z\d+.-]*:/i.test(url)) {
      const { host, port } = hostOf(url);
      const error = EgressError.refused(
        'plain_http',
        `${host} was asked for without encryption; only https is let through.`,
      );
      throw record(error, { host, port, method, target: url });
    }
    const mirror = { index: indexMirror, hub: hubMirror, none: null }[kindOfMirror(url.split('?', 1)[0] ?? '')];
    if (mirror) {
      await askMirror(mirror, request, response);
    } else {
      record(EgressError.refused('malformed', 'The gateway has nothing at this path.'), { method, target: url });
      response
        .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        .end('The gateway has nothing at this path.\n');
    }
  };

  /** One at a time: only the answer whose turn it is learns that its client has gone. */
  const serveNext = (socket: Socket): void => {
    const waiting = exchanges.get(socket) ?? [];
    const [exchange] = waiting;
    if (!exchange || socket.destroyed) return;
    const { request, response } = exchange;
    response.on('close', () => {
      waiting.shift();
      serveNext(socket);
    });
    serve(request, response).catch((error: unknown) => {
      if (error instanceof EgressError) {
        refuse(response, error);
      } else if (!socket.destroyed) {
        onUnexpected(error);
        response.destroy();
      }
    });
  };

  const enqueue = (exchange: Exchange): void => {
    const { socket } = exchange.request;
    if (socket.destroyed) return;
    const waiting = exchanges.get(socket) ?? [];
    if (waiting.length === requestsPerConnection) {
      record(EgressError.refused('busy', 'Setup sent requests without waiting for their answers.'));
      socket.destroy();
      return;
    }
    exchanges.set(socket, waiting);
    if (waiting.push(exchange) === 1) serveNext(socket);
  };

  const server = createServer({
    maxHeaderSize: headBytes,
    headersTimeout: limits.headMs,
    connectionsCheckingInterval: Math.min(limits.headMs, 5_000),
    // A download may take any time, as long as it goes on.
    requestTimeout: 0,
    keepAliveTimeout: limits.idleMs,
  });
  server.timeout = limits.idleMs;
  server.maxConnections = limits.connections;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      exchanges.delete(socket);
    });
  });
  server.on('drop', () => {
    record(EgressError.refused('busy', `Setup has more than ${limits.connections} connections.`));
  });
  server.on('timeout', (socket) => {
    const waiting = exchanges.get(socket) ?? [];
    const isWaitingForUs =
      waiting.length > 0 && waiting.every(({ request }) => request.complete) && socket.writableLength === 0;
    if (isWaitingForUs) socket.setTimeout(limits.idleMs);
    else socket.destroy();
  });
  server.on('request', (request, response) => enqueue({ request, response }));
  server.on('connect', (request, _socket, head) => {
    // An answer that is still to come would get in between the tunnel's bytes.
    if (exchanges.get(request.socket)?.length) request.socket.destroy();
    else connectProxy(request, head).catch(onUnexpected);
  });
  server.on('upgrade', (request, socket) => {
    const error = EgressError.refused('malformed', 'The gateway does not switch to another protocol.');
    record(error, { method: request.method ?? '', target: request.url ?? '' });
    socket.on('error', () => undefined);
    refuseSocket(socket, error);
  });
  server.on('clientError', (error, socket) => {
    if (['ECONNRESET', 'EPIPE'].includes(errorCode(error)) || socket.destroyed) {
      socket.destroy();
      return;
    }
    const refusal = record(EgressError.refused('malformed', problemOf(error, limits.headMs)));
    const isAnswering = [...exchanges].some(([busy, waiting]) => busy === socket && waiting.length > 0);
    if (isAnswering) socket.destroy();
    else refuseSocket(socket, refusal);
  });

  return {
    async listen(path) {
      await rm(path, { force: true });
      server.listen({ path, backlog });
      await once(server, 'listening');
      await chmod(path, 0o666);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
