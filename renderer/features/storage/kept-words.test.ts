import { describe, expect, it } from 'vitest';
import { createWords } from '../../language/words.ts';
import { describeCleared, describeTotals } from './kept-words.ts';

const [en, de] = [createWords('en'), createWords('de')];

describe('describeTotals', () => {
  it('is one phrase, however many kinds there are', () => {
    const [environments, model, downloads] = [
      { kind: 'environment', count: 2, bytes: 0 },
      { kind: 'model', count: 1, bytes: 0 },
      { kind: 'downloads', count: 1, bytes: 0 },
    ] as const;
    expect(describeTotals([environments], en)).toBe('2 environments');
    expect(describeTotals([environments, model], en)).toBe('2 environments and 1 model');
    expect(describeTotals([environments, model, downloads], en)).toBe('2 environments, 1 model and the downloads');
    expect(describeTotals([environments, model, downloads], de)).toBe('2 Umgebungen, 1 Modell und die Downloads');
  });
});

describe('describeCleared', () => {
  it('says what went, and what stayed because a job uses it', () => {
    expect(describeCleared({ removed: 3, freedBytes: 2048, inUse: 0 }, en)).toBe('3 items removed, 2.0 KiB freed.');
    expect(describeCleared({ removed: 1, freedBytes: 1, inUse: 2 }, en)).toBe(
      '1 item removed, 1 B freed. 2 items in use stayed.',
    );
  });

  it('is in the language of the words', () => {
    expect(describeCleared({ removed: 1, freedBytes: 1536, inUse: 1 }, de)).toBe(
      '1 Objekt entfernt, 1,5 KiB freigegeben. 1 Objekt in Gebrauch blieb.',
    );
  });

  it('does not claim to have freed anything when nothing went', () => {
    expect(describeCleared({ removed: 0, freedBytes: 0, inUse: 1 }, en)).toBe(
      'Nothing was removed: 1 item in use stayed.',
    );
    expect(describeCleared({ removed: 0, freedBytes: 0, inUse: 0 }, en)).toBe('Nothing was left to remove.');
  });
});
