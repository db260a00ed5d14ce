import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';

/**
 * Answers with a body that is in memory, or with its head for HEAD. Resolves when the client has taken it or has gone, so
 * that the caller can bound how many bodies wait for clients that do not read.
 */
export async function sendWhole(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: { status: number; headers: OutgoingHttpHeaders; body: Buffer },
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
  // A client that goes away is not an error.
  await finished(response).catch(() => undefined);
}

/** Answers with a sentence for a person. */
export async function sendSentence(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  sentence: string,
): Promise<void> {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  await sendWhole(request, response, { status, headers, body: Buffer.from(`${sentence}\n`) });
}
