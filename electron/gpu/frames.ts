export interface FrameCollector<T> {
  add(row: T): void;
  /** Output paused: hands on what has come, unless rows of the last frame are still missing from it. */
  pause(): void;
}

/**
 * Puts rows together as frames, one a round of the program that prints them. A frame is over when a row comes round again,
 * as `keyOf` tells; a pause ends it earlier, so that nobody waits for the next round to see this one. `expected` are the
 * keys of the frame before the first, as far as anybody knows.
 */
export function createFrameCollector<T>(
  keyOf: (row: T) => string,
  onFrame: (frame: T[]) => void,
  expected: readonly string[] = [],
): FrameCollector<T> {
  let frame = new Map<string, T>();
  let known = expected;

  const hand = (): void => {
    if (frame.size === 0) return;
    const whole = frame;
    known = [...whole.keys()];
    frame = new Map();
    onFrame([...whole.values()]);
  };

  return {
    add(row) {
      const key = keyOf(row);
      if (frame.has(key)) hand();
      frame.set(key, row);
    },

    pause() {
      if (known.every((key) => frame.has(key))) hand();
    },
  };
}
