import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../shared/logs.ts';
import { createWords } from '../../language/words.ts';
import { append, emptyLogWindow, openLogWindow } from '../../stores/log-window.ts';
import { type LogStyle, plainStyle } from './log-style.ts';
import { carriedStyles, noteOf, rowOfLine, rowsOf, textOf } from './log-text.ts';

/** The parameters that make a style. */
const codesOf = ({ codes }: LogStyle) => codes.slice(2, -1).replaceAll('m\u001b[', ' ');

const line = (seq: number, more: Partial<LogLine> = {}): LogLine => ({
  seq,
  time: new Date(2026, 10, 23, 9, 5, 7, 45).getTime(),
  phase: 'executing',
  stream: 'stdout',
  text: `line ${seq}`,
  continues: false,
  ...more,
});

const { t } = createWords('en');

const all = new Set(['stdout', 'stderr', 'app'] as const);

const window = append(
  { ...emptyLogWindow, earlier: 5, next: 5 },
  { lines: [line(5), line(6), line(9)], total: 12, bytes: 0, droppedBytes: 0 },
);
const windowOf = (...lines: LogLine[]) =>
  openLogWindow({ lines, total: (lines.at(-1)?.seq ?? -1) + 1, bytes: 0, droppedBytes: 0 });

describe('rowsOf', () => {
  it('says what is missing before, between and after', () => {
    expect(rowsOf(window, all).map((row) => (row.kind === 'line' ? row.seq : row.kind))).toEqual([
      'earlier',
      'phase',
      5,
      6,
      'gap',
      9,
      'later',
    ]);
    expect(rowsOf(window, all).at(-1)).toMatchObject({ count: 2 });
  });

  it('leaves out hidden streams', () => {
    const rows = rowsOf(windowOf(line(0), line(1, { stream: 'stderr' }), line(2)), new Set(['stderr']));
    expect(rows.map((row) => (row.kind === 'line' ? row.seq : row.kind))).toEqual(['phase', 1]);
  });
});

describe('carriedStyles', () => {
  const starts = (...lines: LogLine[]) => {
    const { entries } = windowOf(...lines);
    const styles = carriedStyles(entries);
    return entries.flatMap((entry) => (entry.kind === 'line' ? codesOf(styles.get(entry) ?? plainStyle) : []));
  };

  it('carries a colour to the lines after it, until it is reset', () => {
    expect(starts(line(0, { text: '\u001b[31mred' }), line(1), line(2, { text: 'x\u001b[0m' }), line(3))).toEqual([
      '',
      '38;5;1',
      '38;5;1',
      '',
    ]);
  });

  it('carries it within a stream and a phase, and over no gap', () => {
    const red = { text: '\u001b[31mred' };
    expect(starts(line(0, red), line(1, { stream: 'stderr' }), line(2))).toEqual(['', '', '38;5;1']);
    expect(starts(line(0, { ...red, phase: 'setup' }), line(1))).toEqual(['', '']);
    expect(starts(line(0, red), line(5))).toEqual(['', '']);
  });
});

describe('rowOfLine', () => {
  const { entries } = windowOf(
    line(0, { stream: 'stderr', text: '10 %' }),
    line(1),
    line(2, { stream: 'stderr', text: '\r20 %', continues: true }),
    line(3),
  );

  it('finds the row of a line, and the one that a piece was joined to', () => {
    const seqAt = (seq: number, likely: boolean) => {
      const row = entries[rowOfLine(entries, seq, () => likely)];
      return row?.kind === 'line' ? row.seq : null;
    };
    expect(seqAt(3, false)).toBe(3);
    expect(seqAt(2, true)).toBe(0);
    expect(seqAt(2, false)).toBe(1);
  });

  it('finds none before the first', () => {
    expect(rowOfLine(rowsOf(window, all), 2, () => true)).toBe(-1);
  });
});

describe('noteOf', () => {
  const gap = { kind: 'gap', key: 'gap', from: 0, count: 1 } as const;
  const notes = (language: 'en' | 'de') => {
    const say = createWords(language).t;
    return [
      noteOf({ kind: 'earlier', key: 'earlier', count: 1_234 }, say),
      noteOf({ kind: 'later', key: 'later', count: 1 }, say),
      noteOf({ ...gap, lost: true }, say),
    ];
  };

  it('says how many lines are not there, and why', () => {
    expect(notes('en')).toEqual(['… 1,234 earlier lines', '… 1 later line', '… 1 line not kept']);
    expect(notes('de')).toEqual(['… 1.234 frühere Zeilen', '… 1 spätere Zeile', '… 1 Zeile nicht behalten']);
  });
});

describe('textOf', () => {
  it('copies what is held and admits its gaps', () => {
    expect(textOf(rowsOf(window, all), { times: false, range: null }, t)).toBe(
      'line 5\nline 6\n… 2 lines left out here\nline 9',
    );
  });

  it('copies selected lines alone, with times where they are shown', () => {
    expect(textOf(rowsOf(window, all), { times: true, range: { from: 6, to: 9 } }, t)).toBe(
      '09:05:07.045 line 6\n09:05:07.045 line 9',
    );
  });

  it('copies text as it is shown, without its colours', () => {
    const rows = rowsOf(windowOf(line(0, { text: '10 %\r\u001b[32m20 %\u001b[0m' })), all);
    expect(textOf(rows, { times: false, range: null }, t)).toBe('20 %');
  });
});
