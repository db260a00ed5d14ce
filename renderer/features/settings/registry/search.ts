import { isSettingPath, valueAt } from '../../../../shared/setting-paths.ts';
import type { Settings, SettingsSection } from '../../../../shared/settings.ts';
import type { Topic } from './entry.ts';
import { topics } from './registry.ts';
import { sayValue } from './say-value.ts';

/** A setting that has every word that is looked for. */
export interface Found {
  path: string;
  topic: Topic;
  /** The value in words; null for what has none to show. */
  value: string | null;
}

/** The words of a search. */
export const searchWords = (query: string): string[] => [...new Set(query.toLowerCase().split(/\s+/))].filter(Boolean);

/**
 * The settings whose title, help, keywords, section, path or value have all these words; those that have them all in the
 * title come first, else they stand as in the sections.
 */
export function searchSettings(
  query: string,
  values: Settings,
  sectionTitle: (section: SettingsSection) => string,
): Found[] {
  const words = searchWords(query);
  if (words.length === 0) return [];
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const found = topics.flatMap(({ path, topic }): Found[] => {
    const value = isSettingPath(path) ? sayValue(path, valueAt(values, path)) : null;
    const all = [topic.title, ...topic.help, topic.keywords, sectionTitle(topic.section), path, value ?? ''].join('\n');
    return has(all) ? [{ path, topic, value }] : [];
  });
  const best = found.filter(({ topic }) => has(topic.title));
  return [...best, ...found.filter(({ topic }) => !has(topic.title))];
}

/** A piece of a text, and whether it is one of the words that are looked for. */
export interface Piece {
  start: number;
  text: string;
  hit: boolean;
}

/** Takes a text apart where words of the search are in it. */
export function piecesOf(text: string, words: readonly string[]): Piece[] {
  if (words.length === 0) return [{ start: 0, text, hit: false }];
  // Longest first, so that of “net” and “network” the whole word is marked.
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(${longestFirst.map(escaped).join('|')})`, 'iu');
  let start = 0;
  return text
    .split(pattern)
    .map((part, index) => {
      const piece = { start, text: part, hit: index % 2 === 1 };
      start += part.length;
      return piece;
    })
    .filter((piece) => piece.text !== '');
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** The sentence of the help in which the search is found; the first one where it is elsewhere. */
export function sentenceAbout({ help }: Topic, words: readonly string[]): string {
  const sentences = help.flatMap((paragraph) => paragraph.split(/(?<=[.;:]) (?=\p{Lu})/u));
  const hit = sentences.find((sentence) => words.some((word) => sentence.toLowerCase().includes(word)));
  return hit ?? sentences[0] ?? '';
}
