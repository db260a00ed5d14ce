import type { Locator } from '@playwright/test';
import { translations } from '../../shared/languages/translate.ts';

/** All texts of a translation. */
function textsOf(branch: object): [key: string, text: string][] {
  return Object.entries(branch).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[key, value]]
      : textsOf(value).map(([rest, text]): [string, string] => [`${key}.${rest}`, text]),
  );
}

const german = new Map(textsOf(translations.de));
const germanTexts = new Set(german.values());

/** English texts that have no business in a German window: none that is the same in German, there or elsewhere. */
const englishTexts = new Set(
  textsOf(translations.en)
    .filter(([key, text]) => text !== german.get(key) && !germanTexts.has(text))
    .map(([, text]) => text),
);

/** Words that stand in most English sentences and in no German one. */
const englishWords = /\b(the|and|of|is|are|were|has|have|with|without|this|that|it|its|for|from|to|on|not|no)\b/;

/**
 * What a person sees or hears in a part of a German window that is English: texts of the English translation, and
 * sentences that are in no translation at all. What jobs and files are called is not asked after.
 */
export async function untranslated(part: Locator): Promise<string[]> {
  const found = await part.evaluate((root) => {
    const said: string[] = [];
    const elements = [root, ...root.querySelectorAll('*')].filter((element) => element.checkVisibility());
    for (const element of elements) {
      for (const name of ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt']) {
        said.push(element.getAttribute(name) ?? '');
      }
      if (element.closest('bdi, code, pre')) continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent ?? '');
    }
    return said.map((text) => text.trim());
  });
  return [...new Set(found)].filter((text) => englishTexts.has(text) || englishWords.test(text));
}
