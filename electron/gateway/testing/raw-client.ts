import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

/** A connection to a Unix socket that keeps what it gets. */
export interface RawClient {
  socket: Socket;
  /** All that came so far. */
  received(): Buffer;
  /** Resolves when that contains `text`. */
  until(text: string): Promise<string>;
  /** Resolves when the other side has ended or broken off. */
  ended(): Promise<void>;
}

/** Connects and sends `first` at once. */
export async function connectRaw(path: string, first: string | Buffer = ''): Promise<RawClient> {
  const socket = connect({ path, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const over = new Promise<void>((resolve) => {
    socket.on('end', resolve);
    socket.on('close', () => resolve());
  });
  await once(socket, 'connect');
  socket.write(first);
  const received = () => Buffer.concat(chunks);
  return {
    socket,
    received,
    async until(text) {
      while (!received().includes(text)) {
        if (socket.destroyed || socket.readableEnded)
          throw new Error(`It ended with: ${received().toString('latin1')}`);
        await Promise.race([once(socket, 'data'), over]);
      }
      return received().toString('latin1');
    },
    ended: () => over,
  };
}

/** The ClientHello of a real TLS client. */
export function clientHello(options: tls.ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => undefined, write: (chunk: Buffer) => resolve(chunk) });
    tls.connect({ socket: wire, ...options }).on('error', () => undefined);
  });
}
