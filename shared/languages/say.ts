import { createTranslator } from 'use-intl/core';
import type { Said, SaidValue } from '../errors.ts';
import { formatBytes, formatDuration } from '../units.ts';
import { type Language, localeOf } from './language.ts';
import { translations } from './translate.ts';

/** Says kept sentences in one language; a sentence that this version does not know is said in the words that came with it. */
export function createSay(language: Language): (said: Said | undefined, otherwise: string) => string {
  const messages: Readonly<Record<string, string>> = translations[language].failures;
  let understood = true;
  const translate = createTranslator({
    locale: localeOf[language],
    messages,
    onError() {
      understood = false;
    },
  });
  const written = (value: SaidValue): string | number => {
    if (typeof value !== 'object') return value;
    if ('key' in value) return translated(value);
    return 'bytes' in value ? formatBytes(value.bytes, language) : formatDuration(value.milliseconds, language);
  };
  const translated = ({ key, values }: Said): string =>
    translate(key, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, written(value)])));
  return (said, otherwise) => {
    if (said === undefined) return otherwise;
    understood = true;
    const text = translated(said);
    return understood ? text : otherwise;
  };
}
