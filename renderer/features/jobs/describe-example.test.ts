import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWords } from '../../language/words.ts';
import { describeExample } from './describe-example.ts';

const folder = path.resolve(import.meta.dirname, '../../../assets/examples');

describe('the examples', () => {
  it('are described in English as their folders do, and in German otherwise', () => {
    const ids = readdirSync(folder).filter((id) => readdirSync(path.join(folder, id)).includes('job.json'));
    expect(ids).not.toEqual([]);
    for (const id of ids) {
      const { name: title, description } = JSON.parse(readFileSync(path.join(folder, id, 'job.json'), 'utf8'));
      // What only the texts can say.
      const example = { id, title: '', description: '' };
      expect(describeExample(example, createWords('en'))).toEqual({ title, description });
      const german = describeExample(example, createWords('de'));
      expect(german.title).not.toBe(title);
      expect(german.description).not.toBe(description);
    }
  });

  it('that have no texts are described as they say themselves', () => {
    const other = { id: 'constructor', title: 'Mine', description: 'Does things.' };
    expect(describeExample(other, createWords('de'))).toEqual({ title: 'Mine', description: 'Does things.' });
  });
});
