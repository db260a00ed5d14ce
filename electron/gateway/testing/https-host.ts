import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { LedgerEntry, Verdict } from '../../../shared/ledger.ts';
import type { Budget, Dialer } from '../program/dialer.ts';
import { EgressError } from '../program/egress-error.ts';
import type { Ledger } from '../program/ledger.ts';
import { refusalResponse } from '../program/refusal-response.ts';
import type { Mirror } from '../program/server.ts';
import { createCertificates } from './certificates.ts';

/** Bytes that a host has really got and sent, below TLS. */
export interface Traffic {
  received: number;
  sent: number;
  connections: number;
}

export interface TestHost {
  traffic: Traffic;
  /** PEM of the authority that signed the host's certificate. */
  authority: string;
  /** Leads to this host under every one of its names; other names are refused as `not_listed`. */
  dialer: Dialer;
  answer(listener: RequestListener): void;
  /** Refuses connections from now on, and ends those that are open. */
  goDown(): void;
  goUp(): void;
  close(): Promise<void>;
}

export const unlimited: Budget = {
  takeUp: (wanted) => wanted,
  takeDown: (wanted) => wanted,
  leftUp: () => Number.MAX_SAFE_INTEGER,
  leftDown: () => Number.MAX_SAFE_INTEGER,
};

/** A real HTTPS server on loopback that has several names, behind a relay that counts what travels. */
export async function startTestHost(names: string[], budget: Budget = unlimited): Promise<TestHost> {
  const certificates = await createCertificates(names);
  let listener: RequestListener = (_request, response) => response.writeHead(404).end();
  const server = createHttpsServer({ cert: certificates.certificate, key: certificates.key }, (request, response) =>
    listener(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const traffic: Traffic = { received: 0, sent: 0, connections: 0 };
  const open = new Set<Socket>();
  let isDown = false;
  const relay = createServer((incoming) => {
    traffic.connections += 1;
    const inner = connect(listeningPort(server), '127.0.0.1');
    for (const socket of [incoming, inner]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    incoming.on('data', (bytes) => {
      traffic.received += bytes.length;
    });
    inner.on('data', (bytes) => {
      traffic.sent += bytes.length;
    });
    incoming.pipe(inner).pipe(incoming);
    incoming.on('close', () => inner.destroy());
    inner.on('close', () => incoming.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));

  return {
    traffic,
    authority: certificates.authority,
    dialer: {
      async dial(host) {
        if (!names.includes(host)) throw EgressError.refused('not_listed', `${host} is not on the allowlist.`);
        if (isDown) throw EgressError.failed('unreachable', `${host} does not answer.`);
        const socket = connect(listeningPort(relay), '127.0.0.1');
        await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
        return { socket, address: '127.0.0.1', budget };
      },
    },
    answer(next) {
      listener = next;
    },
    goDown() {
      isDown = true;
      for (const socket of open) socket.destroy();
    },
    goUp() {
      isDown = false;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await Promise.all([server, relay].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

/** The TCP port on which a server listens. */
export function listeningPort(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address.port;
}

export interface RecordedRow extends Pick<LedgerEntry, 'kind' | 'host' | 'port' | 'method' | 'target' | 'cached'> {
  up: number;
  down: number;
  verdict: Verdict | null;
}

/** A ledger that keeps its rows for the test to look at. */
export function recordingLedger(): Pick<Ledger, 'open' | 'cached'> & { rows: RecordedRow[]; reasons(): string[] } {
  const rows: RecordedRow[] = [];
  return {
    rows,
    reasons: () =>
      rows.map(({ verdict, cached }) =>
        cached ? 'cached' : verdict === null ? 'open' : verdict.outcome === 'allowed' ? 'allowed' : verdict.reason,
      ),
    open(request) {
      const row: RecordedRow = { ...request, cached: false, up: 0, down: 0, verdict: null };
      rows.push(row);
      return {
        count(up, down) {
          row.up += up;
          row.down += down;
        },
        end(verdict) {
          row.verdict ??= verdict;
        },
      };
    },
    cached(request) {
      rows.push({ ...request, cached: true, up: 0, down: 0, verdict: { outcome: 'allowed' } });
    },
  };
}

/** A mirror behind a plain HTTP server on loopback, which answers its EgressErrors as the gateway does. */
export async function serveMirror(mirror: Mirror): Promise<Server> {
  const server = createHttpServer((request, response) => {
    mirror(request, response).catch((error) => {
      if (!(error instanceof EgressError) || response.headersSent) response.destroy();
      else {
        const { status, text } = refusalResponse(error);
        response.writeHead(status).end(text);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export interface TestAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Asks a server on loopback. Rejects where the answer is broken off. */
export function askServer(
  server: Server,
  target: string,
  headers: Record<string, string>,
  method: string,
): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const options = { port: listeningPort(server), path: target, headers, method };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.on('error', reject).end();
  });
}
