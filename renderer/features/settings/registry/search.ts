import { inEnglish } from '../../../../shared/languages/translate.ts';
import { isSettingPath, valueAt } from '../../../../shared/setting-paths.ts';
import type { Settings } from '../../../../shared/settings.ts';
import type { Words } from '../../../language/words.ts';
import type { Topic } from './entry.ts';
import { type TopicPath, topicOf, topicPaths } from './registry.ts';
import { sayValue } from './say-value.ts';

/** A setting that has every word that is looked for. */
export interface Found {
  path: TopicPath;
  topic: Topic;
  /** The value in words; null for what has none to show. */
  value: string | null;
}

/** The words of a search. */
export const searchWords = (query: string): string[] => [...new Set(query.toLowerCase().split(/\s+/))].filter(Boolean);

/**
 * The settings whose title, help, keywords, section, path or value have all the words of the query; those that have them
 * all in the title come first, else they stand as in the sections. English titles and keywords are found in every
 * language: instructions on the web name them.
 */
export function searchSettings(query: string, values: Settings, words: Words): Found[] {
  const wanted = searchWords(query);
  if (wanted.length === 0) return [];
  const has = (text: string) => wanted.every((word) => text.toLowerCase().includes(word));
  const found = topicPaths.flatMap((path): Found[] => {
    const topic = topicOf(path, words);
    const value = isSettingPath(path) ? sayValue(path, valueAt(values, path), words) : null;
    const all = [
      topic.title,
      ...topic.help,
      topic.keywords,
      words.t(`settings.section.${topic.section}`),
      path,
      value ?? '',
      inEnglish(`settings.entry.${path}.title`),
      inEnglish(`settings.entry.${path}.keywords`),
    ];
    return has(all.join('\n')) ? [{ path, topic, value }] : [];
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
