import { createSlots } from '../cache/slots.ts';

/** The connections that all files share. */
export interface Connections {
  /** Does `work` while it has a connection. */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** Has `more` done, with a connection of its own, where one is idle and may make it faster; returns what ends that. */
  offer(more: Widener): () => void;
  /** Gives an idle connection to a file that can use one more. */
  widen(): void;
}

export interface Widener {
  /** Whether another connection would find something to do. */
  wants(): boolean;
  /** Never rejects. */
  run(): Promise<void>;
}

export function createConnections(count: number): Connections {
  const slots = createSlots(count);
  const wideners = new Set<Widener>();
  return {
    async use(work) {
      const giveBack = await slots.take();
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
    offer(more) {
      wideners.add(more);
      return () => wideners.delete(more);
    },
    widen() {
      const widener = [...wideners].find(({ wants }) => wants());
      const giveBack = widener ? slots.tryTake() : null;
      if (widener && giveBack) void widener.run().finally(giveBack);
    },
  };
}
