import { describe, expect, it } from 'vitest';
import { createMatcher, type LogRow, mostMatches, piecesOf } from './log-search.ts';

const row = (text: string, seq = 0): LogRow => ({
  kind: 'line',
  key: `line-${seq}`,
  seq,
  time: 0,
  phase: 'executing',
  stream: 'stdout',
  text,
});

describe('createMatcher', () => {
  it('finds every place, ignoring case, in order', () => {
    const rows = [row('Error and error'), row('fine', 1), row('ERROR', 2)];
    expect(createMatcher('error').matches(rows)).toEqual([
      { row: 0, start: 0, end: 5 },
      { row: 0, start: 10, end: 15 },
      { row: 2, start: 0, end: 5 },
    ]);
  });

  it('takes the words as they are, not as a pattern', () => {
    expect(createMatcher('a.c(').matches([row('abc( a.c(')])).toEqual([{ row: 0, start: 5, end: 9 }]);
  });

  it('keeps positions right after characters that change length in another case', () => {
    expect(createMatcher('x').matches([row('İİx')])).toEqual([{ row: 0, start: 2, end: 3 }]);
  });

  it('finds nothing without words, and nothing in notes', () => {
    expect(createMatcher('').matches([row('text')])).toEqual([]);
    expect(createMatcher('line').matches([{ kind: 'gap', key: 'g', count: 3 }])).toEqual([]);
  });

  it('stops at its most', () => {
    expect(createMatcher('a').matches([row('a'.repeat(mostMatches + 5))])).toHaveLength(mostMatches);
  });

  it('numbers rows anew when older ones fell out', () => {
    const [first, second] = [row('hit'), row('hit', 1)];
    const matcher = createMatcher('hit');
    expect(matcher.matches([first, second])).toHaveLength(2);
    expect(matcher.matches([second])).toEqual([{ row: 0, start: 0, end: 3 }]);
  });
});

describe('piecesOf', () => {
  it('cuts a text around its matches and loses nothing', () => {
    const pieces = piecesOf(
      'one two one',
      [
        [0, 3],
        [8, 11],
      ],
      8,
    );
    expect(pieces.map(({ text, mark }) => [text, mark])).toEqual([
      ['one', 'match'],
      [' two ', 'none'],
      ['one', 'current'],
    ]);
  });

  it('gives an empty line one empty piece', () => {
    expect(piecesOf('', [], null)).toEqual([{ start: 0, text: '', mark: 'none' }]);
  });
});
