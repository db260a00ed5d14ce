import type { LogBatch } from '../../shared/logs.ts';

/** Lines that wait for a window at most; what is older shows as a gap, which the window fills when the flood is over. */
const waitingLines = 500;

/** Sends a job's log to one window no faster than it takes it: what comes meanwhile waits as one batch. */
export interface LogFlow {
  push(batch: LogBatch): void;
  /** The window has taken the batch that was sent last. */
  taken(): void;
}

export function createLogFlow(send: (batch: LogBatch) => void): LogFlow {
  let underway = false;
  let waiting: LogBatch | null = null;
  return {
    push(batch) {
      if (underway) {
        waiting = { ...batch, lines: [...(waiting?.lines ?? []), ...batch.lines].slice(-waitingLines) };
        return;
      }
      underway = true;
      send(batch);
    },
    taken() {
      underway = waiting !== null;
      const next = waiting;
      waiting = null;
      if (next) send(next);
    },
  };
}
