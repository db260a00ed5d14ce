import { setTimeout as delay } from 'node:timers/promises';
import { EgressError } from '../egress-error.ts';

/** Half a minute in all: a line that comes back is waited for. */
const pausesMs = [100, 500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** After these another try may go better. */
const passing = new Set<string>(['cut', 'unreachable', 'unresolved', 'upstream_error']);

/** Says after each failure whether to try again, and when. */
export interface Patience {
  /**
   * Resolves when it is time for the next try; pauses grow while nothing is won in between.
   * @throws `error` itself where another try would end the same way, or where too many in a row have won nothing; what
   *   the signal says once it is aborted.
   */
  after(error: unknown, progressed: boolean): Promise<void>;
}

export function createPatience(signal: AbortSignal): Patience {
  let failures = 0;
  return {
    async after(error, progressed) {
      signal.throwIfAborted();
      if (!(error instanceof EgressError) || !passing.has(error.verdict.reason)) throw error;
      failures = progressed ? 1 : failures + 1;
      const pause = pausesMs[failures - 1];
      if (pause === undefined) throw error;
      await delay(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
  };
}

/** What `step` returns in the end, for steps that either succeed or have won nothing. @throws as `Patience.after` */
export async function patiently<T>(signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  const patience = createPatience(signal);
  for (;;) {
    try {
      return await step();
    } catch (error) {
      await patience.after(error, false);
    }
  }
}
