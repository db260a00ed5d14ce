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
  return (said, otherwise) => {
    if (said === undefined || !translate.has(said.key)) return otherwise;
    understood = true;
    const values = Object.entries(said.values).map(([name, value]) => [name, written(value, language)]);
    const text = translate(said.key, Object.fromEntries(values));
    return understood ? text : otherwise;
  };
}

function written(value: SaidValue, language: Language): string | number {
  if (typeof value !== 'object') return value;
  return 'bytes' in value ? formatBytes(value.bytes, language) : formatDuration(value.milliseconds, language);
}
