import { describe, expect, it } from 'vitest';
import { memoryInUse } from './container-memory.ts';

describe('memory of a container', () => {
  it('leaves the page cache out, whichever version of control groups the engine has', () => {
    expect(memoryInUse({ memory_stats: { usage: 500, stats: { total_cache: 300, cache: 1, rss: 190 } } })).toBe(200);
    expect(memoryInUse({ memory_stats: { usage: 500, stats: { file: 400, anon: 90 } } })).toBe(100);
  });

  it('is not known for a container that has no figures yet or any more', () => {
    expect(memoryInUse({ memory_stats: {} })).toBeNull();
  });
});
