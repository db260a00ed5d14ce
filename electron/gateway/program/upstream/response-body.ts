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
  /**
   * The body as it comes, once and instead of `body`: not put together to larger pieces, and without a promise for each.
   * Waits while what `take` returns is pending, also before it ends or throws.
   * @throws EgressError as `body`; what `take` throws
   */
  each(take: (bytes: Buffer) => Promise<void> | undefined): Promise<void>;
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
  const endCut = (error: unknown): EgressError => {
    const cut = toCut(error);
    row.end(cut.verdict);
    return cut;
  };
  // Only the host's silence counts: while nobody asks for more, it cannot send.
  const limitSilence = () => {
    let isWaiting = false;
    const timer = setTimeout(() => isWaiting && response.destroy(new SilenceError()), idleLimitMs);
    return {
      wait() {
        isWaiting = true;
        timer.refresh();
      },
      rest() {
        isWaiting = false;
      },
      end: () => clearTimeout(timer),
    };
  };
  const leave = (): void => {
    // Left early: what the host still sends is not wanted.
    if (!response.complete || response.readableLength > 0) response.destroy();
  };
  // Without a listener an error before the first read would end the program.
  response.on('error', () => undefined);

  async function* chunks(): AsyncGenerator<Buffer> {
    const source: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    const silence = limitSilence();
    try {
      for (;;) {
        silence.wait();
        const next = await source.next();
        silence.rest();
        if (next.done) break;
        yield next.value;
      }
    } catch (error) {
      throw endCut(error);
    } finally {
      silence.end();
      leave();
    }
  }

  async function each(take: (bytes: Buffer) => Promise<void> | undefined): Promise<void> {
    const silence = limitSilence();
    const refused = Promise.withResolvers<never>();
    let last: Promise<void> | undefined;
    const goOn = (): void => {
      silence.wait();
      response.resume();
    };
    const onData = (bytes: Buffer): void => {
      try {
        silence.wait();
        last = take(bytes);
        if (!last) return;
        silence.rest();
        response.pause();
        last.then(goOn, refused.reject);
      } catch (error) {
        refused.reject(error);
      }
    };
    response.on('data', onData);
    silence.wait();
    try {
      const ended = finished(response).catch((error: unknown) => {
        throw endCut(error);
      });
      await Promise.race([ended, refused.promise]);
    } finally {
      // The end, or a break, may be seen while the last piece is being taken.
      await last;
      silence.end();
      response.off('data', onData);
      leave();
    }
  }

  return {
    body: chunks(),
    each,
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
