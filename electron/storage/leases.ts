/** The sole right to make what a key names. */
export interface Lease<P> {
  /** Lets those who wait see how far it is. */
  tell(progress: P): void;
  giveBack(): void;
}

/** Lets one at a time make what a key names; the others wait, and see how far that one is. */
export interface Leases<P> {
  isTaken(key: string): boolean;
  /**
   * Resolves when nobody else has the key; those who came first get it first.
   * @throws the signal’s reason when it is aborted while waiting
   */
  take(key: string, signal: AbortSignal, onProgress: (progress: P) => void): Promise<Lease<P>>;
}

interface Waiting<P> {
  start(): void;
  onProgress: (progress: P) => void;
}

export function createLeases<P>(): Leases<P> {
  /** Key that somebody has → who waits for it. */
  const taken = new Map<string, { waiting: Waiting<P>[]; last: P | null }>();

  const lease = (key: string): Lease<P> => {
    let given = false;
    return {
      tell(progress) {
        const queue = taken.get(key);
        if (given || !queue) return;
        queue.last = progress;
        for (const { onProgress } of queue.waiting) onProgress(progress);
      },
      giveBack() {
        if (given) return;
        given = true;
        const queue = taken.get(key);
        const next = queue?.waiting.shift();
        if (!queue || !next) {
          taken.delete(key);
          return;
        }
        queue.last = null;
        next.start();
      },
    };
  };

  return {
    isTaken: (key) => taken.has(key),
    async take(key, signal, onProgress) {
      signal.throwIfAborted();
      const queue = taken.get(key);
      if (!queue) {
        taken.set(key, { waiting: [], last: null });
        return lease(key);
      }
      if (queue.last !== null) onProgress(queue.last);
      await new Promise<void>((resolve, reject) => {
        const entry: Waiting<P> = {
          start() {
            signal.removeEventListener('abort', leave);
            resolve();
          },
          onProgress,
        };
        const leave = () => {
          queue.waiting.splice(queue.waiting.indexOf(entry), 1);
          reject(signal.reason);
        };
        queue.waiting.push(entry);
        signal.addEventListener('abort', leave, { once: true });
      });
      return lease(key);
    },
  };
}
