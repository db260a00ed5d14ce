import type { Socket } from 'node:net';
import type { Verdict } from '../../../shared/ledger.ts';
import type { Connection } from './dialer.ts';
import { EgressError } from './egress-error.ts';
import { errorCode } from './error-code.ts';
import type { LedgerRow } from './ledger.ts';

export interface TunnelOptions {
  client: Socket;
  connection: Connection;
  /** What the client has sent already. */
  firstBytes: Buffer;
  host: string;
  row: LedgerRow;
  /** It is closed when no byte gets through for so long. */
  idleMs: number;
}

const lingerMs = 5_000;

interface Direction {
  from: Socket;
  to: Socket;
  /** What was read before. */
  firstBytes: Buffer;
  /** Says how many bytes may pass. */
  take(wanted: number): number;
  /** Bytes that were handed to the system. */
  sent(bytes: number): void;
  /** Called once, when not all bytes could pass; nothing more is read. */
  onCap(): void;
}

/** Relays one direction, at the pace of who reads, and its end. */
function relay({ from, to, firstBytes, take, sent, onCap }: Direction): void {
  let isCapped = false;
  const pass = (bytes: Buffer): void => {
    if (isCapped || to.destroyed || to.writableEnded) return;
    const taken = take(bytes.length);
    const hasRoom = to.write(bytes.subarray(0, taken), (error) => {
      if (!error) sent(taken);
    });
    isCapped = taken < bytes.length;
    if (isCapped || !hasRoom) from.pause();
    if (isCapped) onCap();
  };
  const resume = (): void => {
    if (!isCapped) from.resume();
  };
  to.on('drain', resume);
  // What waits for a reader that is gone is passed over, so that the end behind it is seen.
  to.on('close', resume);
  from.on('data', pass);
  from.resume();
  pass(firstBytes);
  // The end may have come while nobody listened.
  if (from.readableEnded) to.end();
  else from.on('end', () => to.end());
}

/**
 * Relays bytes both ways until both ends are closed, and says how that came. Bytes up are counted when the system has
 * taken them, and the host's side is closed in order whatever happens to the client's: the ledger says what the host got.
 */
export function runTunnel({ client, connection, firstBytes, host, row, idleMs }: TunnelOptions): Promise<Verdict> {
  const { socket: server, budget } = connection;

  return new Promise((resolve) => {
    let ending: Verdict | null = null;
    let lingering: NodeJS.Timeout | null = null;
    let open = 2;

    const destroy = (): void => {
      client.destroy();
      server.destroy();
    };
    /** Nothing more is relayed; each end still gets what is on its way, if it takes that soon. The first reason counts. */
    const end = (reason: Verdict): void => {
      if (ending) return;
      ending = reason;
      client.end();
      server.end();
      lingering = setTimeout(destroy, lingerMs);
    };
    const cut = (detail: string): void => end(EgressError.failed('cut', detail).verdict);
    const idle = setTimeout(() => {
      cut(`Nothing was sent to or by ${host} for ${idleMs / 1_000} seconds.`);
      destroy();
    }, idleMs);
    const close = (): void => {
      open -= 1;
      if (open > 0) return;
      clearTimeout(idle);
      if (lingering) clearTimeout(lingering);
      resolve(ending ?? { outcome: 'allowed' });
    };

    relay({
      from: client,
      to: server,
      firstBytes,
      take: budget.takeUp,
      sent: (bytes) => {
        row.count(bytes, 0);
        idle.refresh();
      },
      onCap: () => end(EgressError.refused('upload_cap', `Setup has sent as much to ${host} as it may.`).verdict),
    });
    relay({
      from: server,
      to: client,
      firstBytes: Buffer.alloc(0),
      take: (wanted) => {
        const taken = budget.takeDown(wanted);
        row.count(0, taken);
        return taken;
      },
      sent: () => idle.refresh(),
      onCap: () => {
        end(EgressError.refused('download_cap', `Setup has received as much from ${host} as it may.`).verdict);
        server.destroySoon();
      },
    });

    server.on('error', (error) => cut(`${host} broke off the connection (${errorCode(error)}).`));
    const onServerClosed = (): void => {
      // Where the host is gone before its end was relayed, nobody else closes the client's side.
      if (!client.writableEnded) cut(`${host} broke off the connection.`);
      if (ending) client.destroySoon();
      close();
    };
    const onClientClosed = (): void => {
      // The client may leave when it likes.
      if (!server.writableEnded || !server.readableEnded) end({ outcome: 'allowed' });
      close();
    };
    if (server.closed) onServerClosed();
    else server.on('close', onServerClosed);
    if (client.closed) onClientClosed();
    else client.on('close', onClientClosed);
  });
}
