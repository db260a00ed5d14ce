import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Language, languageFor } from '../../shared/languages/language.ts';
import type { SettingsView } from '../../shared/settings.ts';
import { createWords, type Words } from '../language/words.ts';

interface LanguageOptions {
  settings: Pick<StoreApi<{ view: SettingsView | null }>, 'getState' | 'subscribe'>;
  /** The system's language tags, the best liked first. */
  preferred: readonly string[];
}

/** The words of the language that the seller chose, or of the system's until the settings are there. */
export function createLanguageStore({ settings, preferred }: LanguageOptions) {
  const chosen = (): Language =>
    languageFor(settings.getState().view?.values.appearance.language ?? 'system', preferred);
  const store = createStore<{ words: Words }>()(() => ({ words: createWords(chosen()) }));
  return Object.assign(store, {
    start: (): (() => void) =>
      settings.subscribe(() => {
        const language = chosen();
        if (language !== store.getState().words.language) store.setState({ words: createWords(language) });
      }),
  });
}
