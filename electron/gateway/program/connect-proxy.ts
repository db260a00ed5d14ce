import type { IncomingMessage } from 'node:http';
import type { Verdict } from '../../../shared/ledger.ts';
import type { Connection, Dialer } from './dialer.ts';
import { EgressError } from './egress-error.ts';
import { type FirstBytes, readFirstBytes } from './first-bytes.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import { refuseSocket } from './refusal-response.ts';
import { runTunnel } from './tunnel.ts';

export interface ConnectProxyDependencies {
  dialer: Dialer;
  ledger: Ledger;
  /** How long a client may take to begin TLS, and how long a tunnel may be silent, in milliseconds. */
  limits?: { helloMs: number; idleMs: number };
}

/** Serves one CONNECT request on its socket, which no HTTP server reads any more, until that is closed. */
export type ConnectProxy = (request: IncomingMessage, head: Buffer) => Promise<void>;

interface Authority {
  host: string;
  port: number;
}

// Host and port and nothing else: no user, no path, no second reading.
const authority = /^(\[[^\s[\]@/?#\\]*\]|[^\s[\]@/?#\\:]+):([1-9]\d{0,4})$/;

function parseAuthority(text: string): Authority | null {
  const [, host, digits] = authority.exec(text) ?? [];
  const port = Number(digits);
  return host !== undefined && port <= 65_535 ? { host, port } : null;
}

function withoutDot(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function checkServerName({ hello }: FirstBytes, host: string): void {
  if (hello.isEncrypted) {
    throw EgressError.refused(
      'name_mismatch',
      `The ClientHello for ${host} hides the name of the server (encrypted ClientHello).`,
    );
  }
  if (hello.serverName === null) {
    throw EgressError.refused('name_mismatch', `The ClientHello for ${host} names no server.`);
  }
  if (withoutDot(hello.serverName) !== withoutDot(host)) {
    throw EgressError.refused(
      'name_mismatch',
      `The ClientHello for ${host} names another server: ${hello.serverName}.`,
    );
  }
}

/** Tunnels TLS to hosts of the allowlist, and only to the host that was asked for. */
export function createConnectProxy({
  dialer,
  ledger,
  limits = { helloMs: 10_000, idleMs: 120_000 },
}: ConnectProxyDependencies): ConnectProxy {
  const serve = async (
    request: IncomingMessage,
    head: Buffer,
    { host, port }: Authority,
    row: LedgerRow,
  ): Promise<Verdict> => {
    const client = request.socket;
    let connection: Connection;
    try {
      connection = await dialer.dial(host, port);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      refuseSocket(client, error);
      return error.verdict;
    }
    try {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const first = await readFirstBytes(client, head, limits.helloMs);
      checkServerName(first, host);
      return await runTunnel({ client, connection, firstBytes: first.bytes, host, row, idleMs: limits.idleMs });
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      return error.verdict;
    } finally {
      connection.socket.destroy();
      client.destroy();
    }
  };

  return async (request, head) => {
    const client = request.socket;
    // The HTTP server has left the socket: its errors and its time are looked after here.
    client.on('error', () => undefined);
    client.setTimeout(0);
    const text = request.url ?? '';
    const target = parseAuthority(text);
    const row = ledger.open({
      kind: 'connect',
      host: target?.host ?? text,
      port: target?.port ?? 0,
      method: 'CONNECT',
      target: null,
    });
    if (target) {
      row.end(await serve(request, head, target, row));
    } else {
      const error = EgressError.refused('malformed', 'CONNECT must name a host and a port, such as pypi.org:443.');
      refuseSocket(client, error);
      row.end(error.verdict);
    }
  };
}
