import https from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Connection, Dialer } from '../dialer.ts';
import { EgressError } from '../egress-error.ts';
import type { LedgerRow } from '../ledger.ts';
import { type MeteredAgent, trust } from './https-agent.ts';
import type { Meter } from './metered-socket.ts';

const idleMs = 30_000;
/** What comes without being read, such as a handshake without end, is counted at least this often. */
const countMs = 100;

/**
 * An HTTPS agent for requests that nobody but this program words: the cap on uploads, which is there for what setup might
 * send, does not count them. TLS stands on the TCP socket itself, which costs less than a stream between them; bytes are
 * counted from that socket after they have travelled. So the cap on downloads is passed by what was read at once.
 */
export function createDirectAgent(dialer: Dialer, certificates: string): MeteredAgent {
  const meters = new WeakMap<Duplex, Meter>();
  const secureContext = trust(certificates);
  const agent = new https.Agent({ keepAlive: true, maxFreeSockets: 8, timeout: idleMs });

  const connect = async (host: string, port: number): Promise<Duplex> => {
    const connection = await dialer.dial(host, port);
    const secure = tls.connect({
      socket: connection.socket,
      servername: host,
      secureContext,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: true,
    });
    meters.set(secure, createMeter(connection, secure, host));
    return secure;
  };

  agent.createConnection = (options, created) => {
    connect(String(options.host), Number(options.port)).then(
      (socket) => created?.(null, socket),
      // On failure the socket is not looked at; the type wants one.
      (error: unknown) => created?.(error instanceof Error ? error : new Error(String(error)), new Socket()),
    );
    return undefined;
  };

  return { agent, meterOf: (socket) => meters.get(socket) };
}

function createMeter({ socket, budget }: Connection, secure: tls.TLSSocket, host: string): Meter {
  let row: LedgerRow | null = null;
  let failure: EgressError | null = null;
  const seen = { up: 0, down: 0 };
  const uncounted = { up: 0, down: 0 };

  const count = (): void => {
    const up = socket.bytesWritten - seen.up;
    const down = socket.bytesRead - seen.down;
    if (up + down === 0) return;
    seen.up += up;
    seen.down += down;
    if (row) row.count(up, down);
    else {
      uncounted.up += up;
      uncounted.down += down;
    }
    if (budget.takeDown(down) === down) return;
    failure ??= EgressError.refused('download_cap', `Setup has received as much from ${host} as it may.`);
    secure.destroy(failure);
  };

  const timer = setInterval(count, countMs);
  // Earlier, it would take the first bytes from the client that is not there yet.
  secure.once('secureConnect', () => secure.on('data', count));
  secure.once('close', () => {
    clearInterval(timer);
    count();
  });

  return {
    charge(next) {
      count();
      row = next;
      next.count(uncounted.up, uncounted.down);
      uncounted.up = 0;
      uncounted.down = 0;
    },
    failure: () => failure,
  };
}
