import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A client that neither sends nor ends is let go after this time. */
const lingerMs = 10_000;

/**
 * A TCP connection as a plain stream. Where a TLS socket sits on the TCP socket itself, it closes it before the client's
 * last bytes are read, and they are missing in `bytesRead`; here the socket is read until the client ends.
 */
export function countedStream(socket: Socket): Duplex {
  let gone = false;
  const stream = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk: Buffer, _encoding, done) {
      socket.write(chunk, done);
    },
    final(done) {
      socket.end(done);
    },
    destroy(error, done) {
      gone = true;
      socket.end();
      socket.resume();
      socket.setTimeout(lingerMs, () => socket.destroy());
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (!gone && !stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => {
    if (!gone) stream.push(null);
    else socket.end();
  });
  socket.on('error', (error) => stream.destroy(error));
  socket.on('close', () => stream.destroy());
  return stream;
}
