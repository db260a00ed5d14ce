export type ByteRange =
  | { kind: 'all' }
  /** From `start` to before `end`. */
  | { kind: 'part'; start: number; end: number }
  | { kind: 'unsatisfiable' };

/** What a `Range` header asks of `size` bytes. Several ranges, other units and what cannot be read mean all. */
export function readRange(header: string | undefined, size: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'all' };
  if (match[1] === '') {
    const length = Number(match[2]);
    return length === 0 || size === 0 ? { kind: 'unsatisfiable' } : part(Math.max(0, size - length), size, size);
  }
  const last = match[2] === '' ? size - 1 : Number(match[2]);
  if (match[2] !== '' && last < Number(match[1])) return { kind: 'all' };
  return part(Number(match[1]), last + 1, size);
}

function part(start: number, end: number, size: number): ByteRange {
  return start >= size ? { kind: 'unsatisfiable' } : { kind: 'part', start, end: Math.min(end, size) };
}
