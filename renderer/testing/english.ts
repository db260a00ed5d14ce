import { createWords } from '../language/words.ts';

/** What tests read. */
export const english = createWords('en');
