import { describe, expect, it } from 'vitest';
import { withValues } from '../../../../shared/setting-paths.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import { createWords } from '../../../language/words.ts';
import { hubTokenPath, topicOf } from './registry.ts';
import { piecesOf, searchSettings, searchWords, sentenceAbout } from './search.ts';

const [en, de] = [createWords('en'), createWords('de')];
const find = (query: string, values = defaultSettings, words = en) =>
  searchSettings(query, values, words).map(({ path }) => path);

describe('a search in the settings', () => {
  it('finds nothing before there is a word', () => {
    expect(find('   ')).toEqual([]);
  });

  it.each([
    ['its title', 'SETUP time', 'setup.timeoutSeconds'],
    ['its help', 'pytorch batches', 'limits.shmMiB'],
    ['words of others', 'ram oom', 'limits.memoryMiB'],
    ['its section', 'engine image docker', 'engine.image'],
    ['its path', 'limits.pids', 'limits.pids'],
    ['its value', 'download-r2', 'setup.allowlist'],
    ['what is no setting', 'secret', 'hubToken'],
  ])('finds a setting by %s', (_, query, path) => {
    expect(find(query)).toContain(path);
  });

  it('looks at the values as they are', () => {
    const values = withValues(defaultSettings, new Map([['network.exceptions', ['10.1.2.0/24']]] as const));
    expect(find('10.1.2', values)).toEqual(['network.exceptions']);
    expect(find('10.1.2')).toEqual([]);
  });

  it.each([
    ['its German title', 'einrichtung zeitgrenze', 'setup.timeoutSeconds'],
    ['its German help', 'datenlader batches', 'limits.shmMiB'],
    ['German words of others', 'grafikkarte', 'setup.gpus'],
    ['its German section', 'darstellung sprache', 'appearance.language'],
    ['its German value', 'dunkel', 'appearance.theme'],
    ['its English title', 'setup timeout', 'setup.timeoutSeconds'],
    ['English words of others', 'permit', 'setup.allowlist'],
    ['a German and an English word', 'arbeitsspeicher memory', 'limits.memoryMiB'],
  ])('finds a setting in German by %s', (_, query, path) => {
    expect(find(query, defaultSettings, de)).toContain(path);
  });

  it('does not find by German words in English', () => {
    expect(find('zeitgrenze')).toEqual([]);
  });

  it('shows what is found in the language of the words', () => {
    const [first] = searchSettings('setup timeout', defaultSettings, de);
    expect(first).toMatchObject({ topic: { title: 'Zeitgrenze der Einrichtung' }, value: '300 Sekunden (5 min)' });
  });

  it('wants every word, and puts those first that have them in their title', () => {
    expect(find('timeout')[0]).toBe('setup.timeoutSeconds');
    expect(find('memory shared')[0]).toBe('limits.shmMiB');
    expect(find('timeout blockchain')).toEqual([]);
  });
});

describe('what is marked', () => {
  const marked = (text: string, query: string) =>
    piecesOf(text, searchWords(query))
      .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
      .join('');

  it.each([
    ['GPUs in setup', 'gpu', '[GPU]s in setup'],
    ['Network network', 'net network', '[Network] [network]'],
    ['*.hf.co (all)', '*.hf (', '[*.hf].co [(]all)'],
    ['a+b', '.', 'a+b'],
    ['nothing', '', 'nothing'],
  ])('in %s for %s', (text, query, out) => {
    expect(marked(text, query)).toBe(out);
  });

  it('is in the sentence of the help that is shown', () => {
    const about = topicOf(hubTokenPath, en);
    expect(sentenceAbout(about, ['ledger'])).toMatch(/^No job sees it.*ledger\.$/);
    expect(sentenceAbout(about, ['keychain'])).toMatch(/^For gated/);
  });
});
