import type { Sentence } from '../../shared/errors.ts';
import { type SmiProgram, type SmiQuery, type SmiWatch, watchSmi } from './smi.ts';

/** Keeps one `nvidia-smi` running: it is started again, ever more slowly, when it ends. */
export interface SmiKeeper {
  /** Asks at this interval from now on. A process with another interval is replaced, and what it still says dropped. */
  start(intervalMs: number): void;
  /** Resolves when no process is left. */
  stop(): Promise<void>;
}

export interface SmiKeeperOptions<T> {
  program: SmiProgram;
  /** Length of a moment in milliseconds: what waits are counted in. */
  momentMs: number;
  /** Moments between two attempts at the most. */
  longestWait: number;
  /** What to ask, called for every process. */
  ask: (intervalMs: number) => Omit<SmiQuery<T>, 'intervalMs' | 'onEnd'>;
  /** Called when a process has ended by itself; `at once` where what is asked next has better prospects. */
  onEnd: (reason: Sentence) => 'at once' | 'later';
}

export function keepSmi<T>({ program, momentMs, longestWait, ask, onEnd }: SmiKeeperOptions<T>): SmiKeeper {
  let running: { watch: SmiWatch; intervalMs: number } | null = null;
  let retry: NodeJS.Timeout | null = null;
  let failures = 0;
  let wantedMs = 0;
  const leaving = new Set<Promise<void>>();

  const run = (): void => {
    retry = null;
    const query = ask(wantedMs);
    const watch = watchSmi(program, {
      ...query,
      intervalMs: wantedMs,
      onFrame(frame) {
        failures = 0;
        query.onFrame(frame);
      },
      onEnd(reason) {
        running = null;
        if (onEnd(reason) === 'at once') return run();
        retry = setTimeout(run, Math.min(2 ** failures, longestWait) * momentMs).unref();
        failures += 1;
      },
    });
    running = { watch, intervalMs: wantedMs };
  };

  const dismiss = (): void => {
    if (!running) return;
    const gone = running.watch.stop().finally(() => leaving.delete(gone));
    leaving.add(gone);
    running = null;
  };

  return {
    start(intervalMs) {
      wantedMs = intervalMs;
      if (retry || running?.intervalMs === intervalMs) return;
      dismiss();
      run();
    },

    async stop() {
      if (retry) clearTimeout(retry);
      retry = null;
      failures = 0;
      dismiss();
      await Promise.all(leaving);
    },
  };
}
