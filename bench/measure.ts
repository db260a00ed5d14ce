import type { Figures } from './suite.ts';

/** One run of one side; `pair` 0 is the warm-up. Returns what is measured. */
type Side = (pair: number) => Promise<number>;

export interface Sides {
  ours: Side;
  theirs: Side;
}

/**
 * Runs ours, theirs, ours, theirs, …: one pair to warm up, then `pairs` that count. Both sides so see the same ups and
 * downs of the machine.
 * @returns medians, and ours divided by theirs.
 */
export async function alternate(
  { ours, theirs }: Sides,
  { pairs, tell }: { pairs: number; tell: (text: string) => void },
): Promise<Figures & { ratio: number }> {
  const results: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let pair = 0; pair <= pairs; pair += 1) {
    const one = await ours(pair);
    const other = await theirs(pair);
    tell(`${pair === 0 ? 'warm-up' : `pair ${pair} of ${pairs}`}: ours ${rounded(one)}, theirs ${rounded(other)}`);
    if (pair === 0) continue;
    results.ours.push(one);
    results.theirs.push(other);
  }
  const medians = { ours: median(results.ours), theirs: median(results.theirs) };
  return { ...medians, ratio: medians.ours / medians.theirs };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return around.reduce((sum, value) => sum + value, 0) / around.length;
}

/** How long `work` takes, in seconds. */
export async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Three significant digits, or whole numbers: more would only be noise. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
