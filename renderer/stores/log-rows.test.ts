import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../shared/logs.ts';
import { entriesOf, joinEntries, type LogEntry, maxRowCharacters } from './log-rows.ts';

const line = (seq: number, text: string, more: Partial<LogLine> = {}): LogLine => ({
  seq,
  time: seq,
  phase: 'executing',
  stream: 'stdout',
  text,
  continues: false,
  ...more,
});

const piece = (seq: number, text: string, more: Partial<LogLine> = {}) => line(seq, text, { continues: true, ...more });

const rows = (lines: LogLine[], from = lines[0]?.seq ?? 0, to = (lines.at(-1)?.seq ?? 0) + 1) =>
  joinEntries(entriesOf(lines, { from, to, lost: false }));

const brief = (entries: readonly LogEntry[]) =>
  entries.flatMap((entry) => {
    if (entry.kind === 'phase') return [];
    return entry.kind === 'gap' ? `gap ${entry.from}+${entry.count}` : `${entry.seq}-${entry.last} ${entry.raw}`;
  });

describe('joinEntries', () => {
  it('makes one row of a progress bar, however often it was rewritten, and keeps its place', () => {
    const bar = Array.from({ length: 10_000 }, (_, index) => piece(index + 2, `\r${index} of 10000`));
    const entries = rows([line(0, 'before'), line(1, '\rstarts'), ...bar, line(10_002, 'after')]);
    expect(entries.map((entry) => entry.key)).toEqual(['phase-0', 'line-0', 'line-1', 'line-10002']);
    const [, , joined] = entries;
    expect(joined).toMatchObject({ seq: 1, last: 10_001 });
    expect(joined?.kind === 'line' && joined.raw.endsWith('\r9999 of 10000')).toBe(true);
    expect(joined?.kind === 'line' && joined.raw.length).toBeLessThanOrEqual(maxRowCharacters);
  });

  it('joins a piece to the row of its own stream, with other lines in between', () => {
    const err = { stream: 'stderr' } as const;
    expect(brief(rows([line(0, 'a', err), line(1, 'b'), piece(2, 'c', err), piece(3, 'd')]))).toEqual([
      '0-2 ac',
      '1-3 bd',
    ]);
  });

  it('joins nothing over a change of phase or lines that are not there', () => {
    expect(brief(rows([line(0, 'a', { phase: 'setup' }), piece(1, 'b')]))).toEqual(['0-0 a', '1-1 b']);
    expect(brief(rows([line(0, 'a'), piece(5, 'b')]))).toEqual(['0-0 a', 'gap 1+4', '5-5 b']);
  });

  it('joins what came apart, once the lines in between are there', () => {
    const before = rows([line(0, 'a')]);
    const after = rows([piece(3, 'd'), line(4, 'e')]);
    const between = entriesOf([piece(1, 'b'), piece(2, 'c')], { from: 1, to: 3, lost: true });
    expect(brief(joinEntries(before, between, after))).toEqual(['0-3 abcd', '4-4 e']);
  });

  it('takes no piece twice', () => {
    const whole = rows([line(0, 'a'), piece(1, 'b')]);
    expect(brief(joinEntries(whole, entriesOf([piece(1, 'b')], { from: 1, to: 2, lost: true })))).toEqual(['0-1 ab']);
  });

  it('begins another row where there is too much of one', () => {
    const text = 'x'.repeat(maxRowCharacters / 2);
    const entries = rows([line(0, text), piece(1, text), piece(2, text), piece(3, '!')]);
    expect(entries.map((entry) => (entry.kind === 'line' ? entry.raw.length : null))).toEqual([
      null,
      maxRowCharacters,
      maxRowCharacters / 2 + 1,
    ]);
  });

  it('makes one of gaps that meet, if both or neither are lost', () => {
    const gap = (from: number, to: number, lost: boolean) => entriesOf([], { from, to, lost });
    expect(brief(joinEntries(gap(0, 5, true), gap(5, 7, true)))).toEqual(['gap 0+7']);
    expect(brief(joinEntries(gap(0, 5, true), gap(5, 7, false)))).toEqual(['gap 0+5', 'gap 5+2']);
  });

  it('leaves rows alone that nothing was joined to, so that nothing is drawn again', () => {
    const entries = rows([line(0, 'a'), line(1, 'b')]);
    expect(joinEntries(entries, rows([line(2, 'c')])).slice(0, 3)).toEqual(entries);
    expect(joinEntries(entries)[1]).toBe(entries[1]);
  });

  it('has a heading for each phase, also where the lists have lost it', () => {
    const setup = rows([line(0, 'a', { phase: 'setup' })]);
    const [, only] = rows([line(1, 'b')]);
    expect(joinEntries(setup, only === undefined ? [] : [only]).map(({ key }) => key)).toEqual([
      'phase-0',
      'line-0',
      'phase-1',
      'line-1',
    ]);
    expect(joinEntries(rows([line(0, 'a')]), rows([line(1, 'b')])).map(({ key }) => key)).toEqual([
      'phase-0',
      'line-0',
      'line-1',
    ]);
  });
});
