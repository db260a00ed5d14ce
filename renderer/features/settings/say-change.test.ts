import { expect, it } from 'vitest';
import { createWords } from '../../language/words.ts';
import { sayChange } from './say-change.ts';

const words = createWords('en');

it('says of a value what it was and what it will be', () => {
  expect(sayChange('setup.gpus', true, false, words)).toEqual({ kind: 'value', from: 'On', to: 'Off' });
});

it('says of a list what comes and what goes', () => {
  expect(sayChange('setup.allowlist', ['a.org', 'b.org'], ['b.org', 'c.org'], words)).toEqual({
    kind: 'list',
    added: ['c.org'],
    removed: ['a.org'],
  });
});

it('says of a list with another order all of it', () => {
  expect(sayChange('setup.allowlist', ['a.org', 'b.org'], ['b.org', 'a.org'], words)).toEqual({
    kind: 'value',
    from: 'a.org, b.org',
    to: 'b.org, a.org',
  });
});
