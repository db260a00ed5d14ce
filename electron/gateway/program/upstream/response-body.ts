import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Verdict } from '../../../../shared/ledger.ts';
import { EgressError } from '../egress-error.ts';
import type { LedgerRow } from '../ledger.ts';
import { SilenceError, type Trouble } from './trouble.ts';

const idleLimitMs = 30_000;
const shortBytes = 16 * 1024;
const dropLimitMs = 5_000;

/** An answer whose body has not been read. */
export interface Answer {
  kind: 'answer';
  response: IncomingMessage;
  row: LedgerRow;
  troubleOf(error: unknown): Trouble;
}

export interface ReadableBody {
  /**
   * The body, once.
   * @throws EgressError cut where the host ended early or was silent for 30 s; download_cap, upload_cap
   */
  body: AsyncIterable<Buffer>;
  /** Must be called: says what came of the answer, for the ledger, and gives up what is left of the body. */
  finish(problem?: EgressError): void;
}

/** The body of an answer, and the end of its ledger entry. */
export function readBody(answer: Answer, host: string): ReadableBody {
  const { response, row, troubleOf } = answer;
  const toCut = (error: unknown): EgressError => {
    const trouble = troubleOf(error).error;
    if (trouble.verdict.outcome === 'refused') return trouble;
    return EgressError.failed('cut', `${host} broke off in the middle of an answer.`);
  };
  // Without a listener an error before the first read would end the program.
  response.on('error', () => undefined);

  async function* chunks(): AsyncGenerator<Buffer> {
    const source: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    try {
      for (;;) {
        // Only the host's silence counts: while nobody asks for more, it cannot send.
        const limit = setTimeout(() => response.destroy(new SilenceError()), idleLimitMs);
        const next = await source.next().finally(() => clearTimeout(limit));
        if (next.done) break;
        yield next.value;
      }
    } catch (error) {
      const cut = toCut(error);
      row.end(cut.verdict);
      throw cut;
    } finally {
      // Left early: what the host still sends is not wanted.
      if (!response.complete || response.readableLength > 0) response.destroy();
    }
  }

  return {
    body: chunks(),
    finish(problem) {
      const verdict: Verdict = problem?.verdict ?? { outcome: 'allowed' };
      if (response.closed || response.readableEnded) row.end(verdict);
      else void dropBody(answer, verdict);
    },
  };
}

/**
 * Ends an answer whose body is not wanted, and its ledger entry: a short body may pass so that its connection can be used
 * again, the connection of a long or slow one is closed. Resolves when that has happened.
 */
export async function dropBody({ response, row }: Answer, verdict: Verdict): Promise<void> {
  const limit = setTimeout(() => response.destroy(), dropLimitMs);
  let length = 0;
  response.on('error', () => undefined);
  response.on('data', (bytes: Buffer) => {
    length += bytes.length;
    if (length > shortBytes) response.destroy();
  });
  await finished(response).catch(() => undefined);
  clearTimeout(limit);
  row.end(verdict);
}
