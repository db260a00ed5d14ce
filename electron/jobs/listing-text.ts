import type { Job } from '../../shared/jobs.ts';

const keyLength = 80;

/** What names are sorted by: without regard to case and accents, numbers by their value. */
export function nameKey(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/\d{1,12}/g, (digits) => digits.padStart(12, '0')).slice(0, keyLength);
}

/** What of a job is searched: name, id and source, a line each. */
export function searchText({ id, spec, source }: Pick<Job, 'id' | 'spec' | 'source'>): string {
  const origin = source.kind === 'path' ? source.path : source.kind === 'example' ? source.example : '';
  return [spec.name, id, source.kind, origin].join('\n');
}

const windowLength = 3;

/**
 * A text as an index of substrings takes it: a token for each three characters that follow each other, 4 digits a character.
 * SQLite's own trigrams find no word of one or two characters; these do, because every character of the text, its last
 * included, begins a token.
 */
export function searchWindows(text: string): string {
  const digits = [...units(text.toLowerCase()), '0000', '0000'];
  return digits
    .slice(0, 1 - windowLength)
    .map((_, index) => digits.slice(index, index + windowLength).join(''))
    .join(' ');
}

/** What the index of `searchWindows` is asked for the jobs in which every word occurs; null where there is no word. */
export function searchExpression(search: string): string | null {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? null : words.map(phraseOf).join(' AND ');
}

function phraseOf(word: string): string {
  const digits = units(word);
  if (digits.length < windowLength) return `"${digits.join('')}" *`;
  const windows = digits
    .slice(0, digits.length - windowLength + 1)
    .map((_, index) => digits.slice(index, index + windowLength).join(''));
  return `"${windows.join(' ')}"`;
}

/** UTF-16 code units, 4 hexadecimal digits each. */
function units(text: string): string[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, '0'));
}
