import type { Destination } from '../../shared/links.ts';
import { cleanName } from '../../shared/text.ts';

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

/**
 * Words that a job may have had a say in, as part of a notification: on one line, and without the brackets that desktops
 * take for markup.
 */
export const noticeText = (text: string) => cleanName(text).replaceAll('<', '‹').replaceAll('>', '›');

/** A job's name in a notification. */
export const noticeName = (name: string) => noticeText(name) || 'Untitled job';
