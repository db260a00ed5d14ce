import { describe, expect, it } from 'vitest';
import { nameKey, searchExpression, searchWindows } from './listing-text.ts';

describe('nameKey', () => {
  it('puts names in the order in which people look for them', () => {
    const names = ['Sweep 10', 'Äpfel', 'sweep 9', 'Zebra', 'apfel 2', 'Sweep 1'];
    expect(names.sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1))).toEqual([
      'Äpfel',
      'apfel 2',
      'Sweep 1',
      'sweep 9',
      'Sweep 10',
      'Zebra',
    ]);
  });

  it('is never long, whatever a stranger calls a job', () => {
    expect(nameKey('1'.repeat(5_000)).length).toBeLessThanOrEqual(80);
  });
});

describe('searchWindows', () => {
  it('begins a token at every character, the last ones included', () => {
    expect(searchWindows('Ab')).toBe('006100620000 006200000000');
    expect(searchWindows('')).toBe('');
  });
});

describe('searchExpression', () => {
  it('asks for every word, short ones by the beginning of a token', () => {
    expect(searchExpression('A  bc')).toBe('"0061" * AND "00620063" *');
    expect(searchExpression('abcd')).toBe('"006100620063 006200630064"');
  });

  it('asks for nothing where there is no word', () => expect(searchExpression(' \t ')).toBeNull());

  it('has nothing in it that the search language of the index could take for its own', () => {
    expect(searchExpression('" OR * NEAR( ^a -b')).toMatch(/^("[0-9a-f ]+"( \*)?( AND |$))+$/);
  });
});
