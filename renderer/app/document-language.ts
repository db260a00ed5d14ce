import { useEffect } from 'react';
import type { Language } from '../../shared/languages/language.ts';

/** Tells screen readers how to pronounce the window, and the browser how to hyphenate it. */
export function useDocumentLanguage(language: Language) {
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
}
