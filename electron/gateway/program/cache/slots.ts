import { EgressError } from '../egress-error.ts';

const maxWaiting = 256;

/** Lets at most so many go on at once; the rest wait in the order they came. */
export interface Slots {
  /**
   * Resolves when a slot is free; the function it gives frees it again.
   * @throws EgressError busy
   */
  take(): Promise<() => void>;
  /** The same at once, or null where none is free. */
  tryTake(): (() => void) | null;
}

export function createSlots(count: number): Slots {
  const waiting: Array<() => void> = [];
  let free = count;

  const giveBack = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };

  const once = (): (() => void) => {
    let given = true;
    return () => {
      if (given) giveBack();
      given = false;
    };
  };

  return {
    async take() {
      if (waiting.length >= maxWaiting) throw EgressError.refused('busy', 'Setup asks for too much at the same time.');
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return once();
    },
    tryTake() {
      if (free === 0) return null;
      free -= 1;
      return once();
    },
  };
}

/** Does `work` while it has a slot. */
export async function withSlot<T>(slots: Slots, work: () => Promise<T>): Promise<T> {
  const giveBack = await slots.take();
  try {
    return await work();
  } finally {
    giveBack();
  }
}
