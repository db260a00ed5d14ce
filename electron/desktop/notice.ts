import type { Translate } from '../../shared/languages/translate.ts';
import type { Destination } from '../../shared/links.ts';
import type { Settings } from '../../shared/settings.ts';
import { cleanName } from '../../shared/text.ts';
import type { Speech } from './speech.ts';

/** Something to tell a person who does not look at the window. */
export interface Notice {
  title: string;
  body: string;
  /** Where a click on it leads. */
  destination: Destination;
}

/** What the person looks at. */
export interface Attention {
  /** Whether the window is visible and has the keyboard. */
  focused: boolean;
  /** What it shows; null before it said so. */
  showing: Destination | null;
}

/** What all that notifies has to know and to do. */
export interface NoticesOptions {
  settings: () => Settings['desktop'];
  attention: () => Attention;
  /** In the language of now. */
  speech: () => Speech;
  show: (notice: Notice) => void;
}

/**
 * Words that a job may have had a say in, as part of a notification: on one line, and without the brackets that desktops
 * take for markup.
 */
export const noticeText = (text: string) => cleanName(text).replaceAll('<', '‹').replaceAll('>', '›');

/** A job's name in a notification. */
export const noticeName = (name: string, t: Translate) => noticeText(name) || t('common.untitledJob');
