/** At this rate one connection keeps a core busy: a further one only costs. */
const fullBytesPerSecond = 150_000_000;
const worthwhile = 1.1;
const dropped = 0.7;

/**
 * Decides from the rate, asked in even intervals, whether one more connection is to be tried: the first time, and then
 * for as long as each has made it faster; again where the rate has dropped.
 */
export function createClimb(): (bytesPerSecond: number) => boolean {
  let before: number | null = null;
  return (rate) => {
    if (rate === 0 || rate >= fullBytesPerSecond) return false;
    const isBetter = before === null || rate > before * worthwhile;
    if (!isBetter && rate > (before ?? 0) * dropped) return false;
    before = rate;
    return true;
  };
}
