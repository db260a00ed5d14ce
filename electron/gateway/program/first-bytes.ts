import type { Duplex } from 'node:stream';
import { type ClientHello, createClientHelloReader } from './client-hello.ts';
import { EgressError } from './egress-error.ts';

/** A ClientHello, and everything that came with it. */
export interface FirstBytes {
  hello: Extract<ClientHello, { kind: 'hello' }>;
  bytes: Buffer;
}

/**
 * Reads from a socket, which is paused afterwards, until its ClientHello is complete. `head` was read before.
 * @throws EgressError not_tls; cut where the client goes before it has said anything complete
 */
export function readFirstBytes(socket: Duplex, head: Buffer, timeoutMs: number): Promise<FirstBytes> {
  const reader = createClientHelloReader();
  const chunks: Buffer[] = [];

  return new Promise((resolve, reject) => {
    const settle = (outcome: FirstBytes | EgressError): void => {
      clearTimeout(timer);
      socket.off('data', take).off('end', leave).off('close', leave).pause();
      if (outcome instanceof EgressError) reject(outcome);
      else resolve(outcome);
    };
    const refuse = (detail: string): void => settle(EgressError.refused('not_tls', detail));
    const leave = (): void => {
      settle(EgressError.failed('cut', 'Setup closed the connection before it began TLS.'));
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      const result = reader.push(chunk);
      if (result.kind === 'hello') settle({ hello: result, bytes: Buffer.concat(chunks) });
      else if (result.kind === 'not_tls') refuse('Setup sent something other than TLS; only TLS is let through.');
      else if (result.kind === 'malformed') refuse(`Setup sent a ClientHello that cannot be read: ${result.problem}.`);
    };
    const timer = setTimeout(() => {
      refuse(`Setup did not begin TLS within ${timeoutMs / 1_000} seconds.`);
    }, timeoutMs);

    socket.on('data', take).on('end', leave).on('close', leave);
    take(head);
    // The end may have come while nobody listened.
    if (socket.destroyed || socket.readableEnded) leave();
  });
}
