import { describe, expect, it } from 'vitest';
import { rowAfter } from './row-after.ts';

describe('rowAfter', () => {
  it('moves by one, by a view, to the ends, and never beyond', () => {
    expect(rowAfter('ArrowDown', 3, 10, 4)).toBe(4);
    expect(rowAfter('ArrowUp', 0, 10, 4)).toBe(0);
    expect(rowAfter('PageDown', 8, 10, 4)).toBe(9);
    expect(rowAfter('PageUp', 8, 10, 4)).toBe(4);
    expect(rowAfter('Home', 8, 10, 4)).toBe(0);
    expect(rowAfter('End', 0, 10, 4)).toBe(9);
  });

  it('leaves other keys alone', () => expect(rowAfter('a', 3, 10, 4)).toBeNull());
});
