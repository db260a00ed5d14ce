import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { type Language, languageFor, languages, localeOf } from './language.ts';
import { translations } from './translate.ts';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Dotted keys and their texts. */
function textsOf(branch: object, path = ''): [key: string, text: string][] {
  return Object.entries(branch).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${path}${name}`, value]] : textsOf(value, `${path}${name}.`),
  );
}

/** What a text wants to be told: its values and its tags, each once. */
function wants(elements: readonly Element[]): string[] {
  const found = elements.flatMap((element) => {
    const inner = [
      ...('children' in element ? element.children : []),
      ...('options' in element ? Object.values(element.options).flatMap(({ value }) => value) : []),
    ];
    // A literal has text, and `#` has no value of its own.
    const own = element.type === 0 || !('value' in element) ? [] : [String(element.value)];
    return [...own, ...wants(inner)];
  });
  return [...new Set(found)].sort();
}

/** The cases of each plural in a text. */
function pluralsOf(elements: readonly Element[]): string[][] {
  return elements.flatMap((element) => {
    const options = 'options' in element ? element.options : {};
    const inner = Object.values(options).flatMap(({ value }) => pluralsOf(value));
    return 'pluralType' in element ? [Object.keys(options), ...inner] : inner;
  });
}

const parsed = (text: string, language: Language) => new IntlMessageFormat(text, localeOf[language]).getAst();

describe.each(languages)('the texts in %s', (language) => {
  const texts = textsOf(translations[language]);

  it('are all written', () => {
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('ask for the same values as the English ones', () => {
    const english = new Map(textsOf(translations.en));
    const asked = texts.map(([key, text]) => [key, wants(parsed(text, language))]);
    expect(asked).toEqual(texts.map(([key]) => [key, wants(parsed(english.get(key) ?? '', 'en'))]));
  });

  it('have the cases that the language counts in', () => {
    const needed = new Intl.PluralRules(localeOf[language]).resolvedOptions().pluralCategories;
    for (const [key, text] of texts)
      for (const cases of pluralsOf(parsed(text, language))) expect(cases, key).toEqual(expect.arrayContaining(needed));
  });

  it('use the apostrophe that is not a mark of the syntax', () => {
    expect(texts.filter(([, text]) => text.includes("'"))).toEqual([]);
  });
});

describe('languageFor', () => {
  it('is the chosen one, whatever the system likes', () => {
    expect(languageFor('de', ['en-US'])).toBe('de');
  });

  it('is the first that there is of those the system likes, else English', () => {
    expect(languageFor('system', ['fr', 'DE-at', 'en'])).toBe('de');
    expect(languageFor('system', ['fr', 'xx'])).toBe('en');
    expect(languageFor('system', [])).toBe('en');
  });
});
