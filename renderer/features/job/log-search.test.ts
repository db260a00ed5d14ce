import { describe, expect, it } from 'vitest';
import type { LogEntry, LogText } from '../../stores/log-rows.ts';
import { createMatcher, matchesOf, mostMarks, piecesOf } from './log-search.ts';
import { type LogStyle, plainStyle, restyle } from './log-style.ts';
import { render } from './log-terminal.ts';

const row = (raw: string, seq = 0, more: Partial<LogText> = {}): LogText => ({
  kind: 'line',
  key: `line-${seq}`,
  seq,
  last: seq,
  time: 0,
  phase: 'executing',
  stream: 'stdout',
  continues: false,
  raw,
  ...more,
});

/** The parameters that make a style. */
const codesOf = ({ codes }: LogStyle) => codes.slice(2, -1).replaceAll('m\u001b[', ' ');

describe('createMatcher', () => {
  it('finds every place, ignoring case, in order', () => {
    expect(createMatcher('error').spansOf('Error and error')).toEqual([
      [0, 5],
      [10, 15],
    ]);
  });

  it('takes the words as they are, not as a pattern', () => {
    expect(createMatcher('a.c(').spansOf('abc( a.c(')).toEqual([[5, 9]]);
  });

  it('keeps positions right after characters that change length in another case', () => {
    expect(createMatcher('x').spansOf('İİx')).toEqual([[2, 3]]);
  });

  it('looks at rows as they are shown', () => {
    const coloured = row('10 %\r\u001b[31mno\u001b[0mvel');
    expect(createMatcher('novel').has(coloured)).toBe(true);
    expect(createMatcher('10').has(coloured)).toBe(false);
    expect(createMatcher('31m').has(coloured)).toBe(false);
  });

  it('gives the same answer each time it is asked', () => {
    const matcher = createMatcher('a');
    expect([row('a'), row('a'), row('xa'), row('a')].map(matcher.has)).toEqual([true, true, true, true]);
  });

  it('finds nothing without words', () => {
    expect(createMatcher('').spansOf('text')).toEqual([]);
    expect(createMatcher('').has(row('text'))).toBe(false);
  });

  it('marks a bounded number of places in one row', () => {
    expect(createMatcher('a').spansOf('a'.repeat(mostMarks * 2))).toHaveLength(mostMarks);
  });
});

describe('matchesOf', () => {
  const all = new Set(['stdout', 'stderr', 'app'] as const);
  const entries: LogEntry[] = [
    row('hit', 3),
    row('miss', 4),
    { kind: 'gap', key: 'gap-5', from: 5, count: 2, lost: false },
    row('hit', 7, { stream: 'stderr' }),
    row('hit', 9),
  ];
  const matcher = createMatcher('hit');

  it('looks in the rows that are held until the whole log was searched', () => {
    expect(matchesOf({ matcher, streams: all, found: null, entries })).toEqual([3, 7, 9]);
  });

  it('adds lines that came after the search', () => {
    const found = { seqs: [1, 3], total: 2, upTo: 7 };
    expect(matchesOf({ matcher, streams: all, found, entries })).toEqual([1, 3, 7, 9]);
  });

  it('counts no line twice that was written while the search ran', () => {
    const found = { seqs: [3, 7], total: 2, upTo: 5 };
    expect(matchesOf({ matcher, streams: all, found, entries })).toEqual([3, 7, 9]);
  });

  it('leaves out the streams that are hidden', () => {
    expect(matchesOf({ matcher, streams: new Set(['stdout']), found: null, entries })).toEqual([3, 9]);
  });
});

describe('piecesOf', () => {
  const pieces = (raw: string, words: string) => {
    const line = render(raw, plainStyle);
    return piecesOf(line, createMatcher(words).spansOf(line.text)).map(({ text, style, marked }) => [
      text,
      codesOf(style),
      marked,
    ]);
  };

  it('cuts a text around its matches and loses nothing', () => {
    expect(pieces('one two one', 'one')).toEqual([
      ['one', '', true],
      [' two ', '', false],
      ['one', '', true],
    ]);
  });

  it('marks words that change their colour in the middle', () => {
    expect(pieces('a\u001b[31mbc\u001b[0mdd', 'bcd')).toEqual([
      ['a', '', false],
      ['bc', '38;5;1', true],
      ['d', '', true],
      ['d', '', false],
    ]);
  });

  it('marks words that stand next to each other', () => {
    expect(pieces('aaaa', 'aa')).toEqual([
      ['aa', '', true],
      ['aa', '', true],
    ]);
  });

  it('tells where each piece starts, so that no two are alike', () => {
    const line = render('x\u001b[1my\u001b[0mz', restyle(plainStyle, '31'));
    expect(piecesOf(line, []).map(({ start }) => start)).toEqual([0, 1, 2]);
  });
});
