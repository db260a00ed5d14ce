import { describe, expect, it } from 'vitest';
import { throughput } from './file-reader.ts';

describe('throughput', () => {
  it('is that of the file alone, in millions of bytes a second', () => {
    expect(throughput('{"bytes": 1000200, "seconds": 0.5}\r\n', 1_000_000)).toBe(2);
  });

  it('is not given for a file that did not come whole', () => {
    expect(() => throughput('{"bytes": 999999, "seconds": 0.5}', 1_000_000)).toThrow('Only 999999');
  });
});
