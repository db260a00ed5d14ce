export type RangeResult =
  /** `end` is the first byte that is not wanted. */
  { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'unsatisfiable' };

/** What a `Range` header asks of `size` bytes. More than one range, or another unit, means the whole, as servers may. */
export function parseRange(header: string | undefined, size: number): RangeResult {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [first = '', last = ''] = match?.slice(1) ?? [];
  if (!first && !last) return { kind: 'whole' };
  if (!first) {
    const suffix = Math.min(Number(last), size);
    return suffix === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - suffix, end: size };
  }
  const start = Number(first);
  if (last && Number(last) < start) return { kind: 'whole' };
  if (start >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', start, end: last ? Math.min(Number(last) + 1, size) : size };
}
