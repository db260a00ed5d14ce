/** Where a key moves from row `from`; null for keys that do not move. `step` is the number of rows in view. */
export function rowAfter(key: string, from: number, total: number, step: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + step,
    PageUp: from - step,
    Home: 0,
    End: total - 1,
  };
  const to = moves[key];
  return to === undefined ? null : Math.min(total - 1, Math.max(0, to));
}
