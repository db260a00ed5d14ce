import { describe, expect, it } from 'vitest';
import { append, emptyLogWindow } from '../../stores/log-window.ts';
import { rowsOf, textOf } from './log-text.ts';

const line = (seq: number) => ({
  seq,
  time: new Date(2026, 10, 23, 9, 5, 7, 45).getTime(),
  phase: 'executing' as const,
  stream: 'stdout' as const,
  text: `line ${seq}`,
});

const window = append(
  { ...emptyLogWindow, earlier: 5, next: 5 },
  { lines: [line(5), line(6), line(9)], total: 12, bytes: 0, droppedBytes: 0 },
);

describe('rowsOf', () => {
  it('says what is missing before, between and after', () => {
    expect(rowsOf(window).map((row) => (row.kind === 'line' ? row.seq : row.kind))).toEqual([
      'earlier',
      'phase',
      5,
      6,
      'gap',
      9,
      'gap',
    ]);
    expect(rowsOf(window).at(-1)).toMatchObject({ count: 2 });
  });
});

describe('textOf', () => {
  it('copies what is held and admits its gaps', () => {
    expect(textOf(rowsOf(window), { times: false, range: null, saved: true })).toBe(
      'line 5\nline 6\n… 2 lines left out here, whole in the saved log\nline 9\n… 2 lines left out here, whole in the saved log',
    );
  });

  it('promises no saved line once the log has reached its limit', () => {
    expect(textOf(rowsOf(window), { times: false, range: null, saved: false })).toContain(
      '\n… 2 lines left out here\n',
    );
  });

  it('copies selected lines alone, with times where they are shown', () => {
    expect(textOf(rowsOf(window), { times: true, range: { from: 6, to: 9 }, saved: true })).toBe(
      '09:05:07.045 line 6\n09:05:07.045 line 9',
    );
  });
});
