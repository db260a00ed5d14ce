import type { Failure } from '../../shared/errors.ts';
import { type Language, languageFor } from '../../shared/languages/language.ts';
import { createSay } from '../../shared/languages/say.ts';
import { createTranslate, type Translate } from '../../shared/languages/translate.ts';

/** What is said outside of the window, in one language. */
export interface Speech {
  language: Language;
  /** Says a text by its key. */
  t: Translate;
  /** What happened, and what to do about it. */
  describeFailure(failure: Failure): { message: string; advice: string | null };
}

export function createSpeech(language: Language): Speech {
  const say = createSay(language);
  return {
    language,
    t: createTranslate(language),
    describeFailure: ({ message, said, remedy }) => ({
      message: say(said, message),
      advice: remedy ? say(remedy.said, remedy.text) : null,
    }),
  };
}

interface SpeechOptions {
  /** What the seller set. */
  chosen: () => Language | 'system';
  /** The system's language tags, the best liked first. */
  preferred: readonly string[];
}

/** Gives the speech of the language that is set now: the same object until another is. */
export function followLanguage({ chosen, preferred }: SpeechOptions): () => Speech {
  let speech = createSpeech(languageFor(chosen(), preferred));
  return () => {
    const language = languageFor(chosen(), preferred);
    if (language !== speech.language) speech = createSpeech(language);
    return speech;
  };
}
