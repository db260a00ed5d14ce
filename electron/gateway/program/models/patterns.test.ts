import { describe, expect, it } from 'vitest';
import { createPathFilter } from './patterns.ts';

describe('createPathFilter', () => {
  // What Python's fnmatch.fnmatch says of the same pairs.
  it.each([
    ['*.safetensors', 'deep/er/model.safetensors', true],
    ['*.safetensors', 'model.safetensors.index.json', false],
    ['model-?.bin', 'model-1.bin', true],
    ['model-?.bin', 'model-12.bin', false],
    ['a?b', 'a/b', true],
    ['weights/', 'weights/a/b.bin', true],
    ['weights/', 'weights', false],
    ['config.json', 'Config.json', false],
    ['config.json', 'deep/config.json', false],
    ['[ab].txt', 'b.txt', true],
    ['[!ab].txt', 'b.txt', false],
    ['[!ab].txt', 'c.txt', true],
    ['[a-c]*', 'bar', true],
    ['[c-a]*', 'bar', false],
    ['[]x].txt', '].txt', true],
    ['[!]x].txt', '].txt', false],
    ['[a-]', '-', true],
    ['[-a]', '-', true],
    ['[a-c-e]', 'd', false],
    ['[a-c-e]', 'e', true],
    ['[^a]', '^', true],
    ['[^a]', 'b', false],
    ['[abc', '[abc', true],
    ['a.c', 'abc', false],
    ['(a|b)+', '(a|b)+', true],
    ['?', '\u{1f600}', true],
    ['*', '', true],
    ['**b*', 'aab', true],
    ['a*b*c', 'aXbXbXc', true],
    ['a*b*c', 'aXbXbX', false],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(createPathFilter({ include: [pattern], exclude: [] })(path)).toBe(expected);
    expect(createPathFilter({ include: [], exclude: [pattern] })(path)).toBe(!expected);
  });

  it('lets everything through where nothing is named, and exclusion win', () => {
    expect(createPathFilter({ include: [], exclude: [] })('x')).toBe(true);
    const filter = createPathFilter({ include: ['*.bin', '*.json'], exclude: ['old/'] });
    expect(['a.bin', 'b.json', 'c.txt', 'old/a.bin'].map(filter)).toEqual([true, true, false, false]);
  });

  it('is not slowed down by patterns made for that', () => {
    const filter = createPathFilter({ include: [`${'*a'.repeat(99)}b`], exclude: [] });
    expect(filter('a'.repeat(1_000))).toBe(false);
  });
});
