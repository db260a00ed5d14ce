import type { Duplex } from 'node:stream';
import type { EgressError } from './egress-error.ts';

const lingerMs = 5_000;
const longestReason = 200;

/** How a client is told that there is no answer for it. */
export interface RefusalResponse {
  status: number;
  /** One sentence, of the bytes that a status line may have: many clients show nothing else. */
  reason: string;
  /** The sentence as it is. */
  text: string;
}

const statuses = new Map<string, number>([
  ['malformed', 400],
  ['no_index', 404],
  ['busy', 503],
  ['unreachable', 504],
  ['no_space', 507],
]);

/** What a client is told about an error: 4xx where the policy refuses, 5xx where something went wrong or is busy. */
export function refusalResponse({ verdict }: EgressError): RefusalResponse {
  const status = statuses.get(verdict.reason) ?? (verdict.outcome === 'refused' ? 403 : 502);
  const reason = verdict.detail.replace(/[^\x20-\x7e]/g, '?').slice(0, longestReason);
  return { status, reason, text: `${verdict.detail}\n` };
}

/** Answers on a socket that no HTTP server manages any more, and closes it. */
export function refuseSocket(socket: Duplex, error: EgressError): void {
  const { status, reason, text } = refusalResponse(error);
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  // A client that does not read its answer does not keep the socket.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}
