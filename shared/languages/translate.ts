import { createTranslator } from 'use-intl/core';
import { de } from './de/de.ts';
import { en } from './en/en.ts';
import { type Language, localeOf } from './language.ts';
import type { Translation } from './translation.ts';

export const translations: Readonly<Record<Language, Translation>> = { en, de };

/** Keys are dotted paths of the English texts; each wants the values that its text names. `sentence` makes failures. */
export type Translate = ReturnType<typeof createTranslator<Omit<typeof en, 'failures'>>>;

/** Says every text in one language. */
export function createTranslate(language: Language): Translate {
  return createTranslator({
    locale: localeOf[language],
    messages: translations[language],
    onError(error) {
      throw error;
    },
  });
}

/** For what is found by its English words in any language. */
export const inEnglish = createTranslate('en');
