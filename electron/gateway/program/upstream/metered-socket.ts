import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Budget, Connection } from '../dialer.ts';
import { EgressError } from '../egress-error.ts';
import type { LedgerRow } from '../ledger.ts';

const readAhead = 256 * 1024;

/** Counts what travels on a connection, and ends it where its allowlist entry's bytes are used up. */
export interface Meter {
  /** From now on bytes count for this row, those that no row has counted yet included. */
  charge(row: LedgerRow): void;
  /** Why it was not dialled, or was closed by the meter; null where neither happened. */
  failure(): EgressError | null;
}

export interface MeteredSocket extends Meter {
  stream: Duplex;
}

/**
 * A stream that dials when it is made and stands below TLS: what is counted is what travels. Bytes are taken from the
 * budget before they are sent, so that a cap on uploads is never passed.
 */
export function createMeteredSocket(dial: () => Promise<Connection>, host: string): MeteredSocket {
  let row: LedgerRow | null = null;
  let failure: EgressError | null = null;
  let connected: { socket: Socket; budget: Budget } | null = null;
  const uncounted = { up: 0, down: 0 };

  const count = (up: number, down: number): void => {
    if (row) row.count(up, down);
    else {
      uncounted.up += up;
      uncounted.down += down;
    }
  };

  const refuse = (reason: 'upload_cap' | 'download_cap', detail: string): EgressError => {
    failure ??= EgressError.refused(reason, detail);
    return failure;
  };

  const send = (bytes: Buffer, done: (error?: Error | null) => void): void => {
    if (!connected) done(new Error('Nothing can be sent before the connection is there.'));
    else if (connected.budget.takeUp(bytes.length) < bytes.length) {
      done(refuse('upload_cap', `Setup has sent as much to ${host} as it may.`));
    } else {
      count(bytes.length, 0);
      connected.socket.write(bytes, done);
    }
  };

  const receive = (bytes: Buffer): void => {
    count(0, bytes.length);
    if (!connected || connected.budget.takeDown(bytes.length) < bytes.length) {
      stream.destroy(refuse('download_cap', `Setup has received as much from ${host} as it may.`));
    } else if (!stream.push(bytes)) connected.socket.pause();
  };

  const attach = ({ socket, budget }: Connection): void => {
    connected = { socket, budget };
    // The socket may have come after the request was given up.
    if (stream.destroyed) socket.destroy();
    socket.on('data', receive);
    socket.on('end', () => stream.push(null));
    socket.on('error', (error) => stream.destroy(error));
    socket.on('close', () => stream.destroy());
  };

  const stream: Duplex = new Duplex({
    readableHighWaterMark: readAhead,
    construct(done) {
      dial().then(
        (connection) => {
          attach(connection);
          done();
        },
        (error: unknown) => {
          if (error instanceof EgressError) failure = error;
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
    read: () => void connected?.socket.resume(),
    write: (chunk: Buffer, _encoding, done) => send(chunk, done),
    writev: (chunks, done) => send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
    final(done) {
      connected?.socket.end();
      done();
    },
    destroy(error, done) {
      connected?.socket.destroy();
      done(error);
    },
  });

  return {
    stream,
    charge(next) {
      row = next;
      next.count(uncounted.up, uncounted.down);
      uncounted.up = 0;
      uncounted.down = 0;
    },
    failure: () => failure,
  };
}
