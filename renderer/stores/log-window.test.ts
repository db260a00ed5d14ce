import { describe, expect, it } from 'vitest';
import { type LogLine, type LogSnapshot, logWindowLines } from '../../shared/logs.ts';
import type { LogEntry } from './log-rows.ts';
import { append, fill, fillWithin, leavesGap, logWindowCharacters, missingLines, openLogWindow } from './log-window.ts';

const line = (seq: number, more: Partial<LogLine> = {}): LogLine => ({
  seq,
  time: 1000 + seq,
  phase: 'executing',
  stream: 'stdout',
  text: `line ${seq}`,
  continues: false,
  ...more,
});

const lines = (from: number, to: number, more: Partial<LogLine> = {}) =>
  Array.from({ length: to - from }, (_, index) => line(from + index, more));

const batch = (from: number, to: number, more: Partial<LogSnapshot> = {}): LogSnapshot => ({
  lines: lines(from, to),
  total: to,
  bytes: to * 10,
  droppedBytes: 0,
  ...more,
});

const brief = (entries: readonly LogEntry[]) =>
  entries.map((entry) =>
    entry.kind === 'line' ? entry.seq : entry.kind === 'gap' ? `gap ${entry.count}` : entry.phase,
  );

describe('openLogWindow', () => {
  it('counts what came before the snapshot', () => {
    const window = openLogWindow(batch(40, 43));
    expect(window).toMatchObject({ earlier: 40, next: 43, total: 43, lines: 3 });
    expect(brief(window.entries)).toEqual(['executing', 40, 41, 42]);
  });

  it('counts nothing as earlier for a log that is empty so far', () => {
    expect(openLogWindow({ lines: [], total: 0, bytes: 0, droppedBytes: 0 })).toMatchObject({ earlier: 0, next: 0 });
  });

  it('waits for the next line of a log of which nothing was sent', () => {
    const window = append(openLogWindow({ lines: [], total: 7, bytes: 70, droppedBytes: 0 }), batch(7, 9));
    expect(window.earlier).toBe(7);
    expect(brief(window.entries)).toEqual(['executing', 7, 8]);
  });
});

describe('append', () => {
  it('skips lines that the snapshot had already', () => {
    const window = append(openLogWindow(batch(0, 5)), batch(3, 7));
    expect(brief(window.entries)).toEqual(['executing', 0, 1, 2, 3, 4, 5, 6]);
    expect(window.lines).toBe(7);
  });

  it('leaves a gap of the right size where lines were left out', () => {
    const window = append(openLogWindow(batch(0, 2)), batch(10, 12));
    expect(brief(window.entries)).toEqual(['executing', 0, 1, 'gap 8', 10, 11]);
    expect(window.next).toBe(12);
  });

  it('tells of lines that were received but not sent, at the end too', () => {
    const window = append(openLogWindow(batch(0, 2)), { lines: [], total: 50, bytes: 500, droppedBytes: 3 });
    expect(window).toMatchObject({ next: 2, total: 50, bytes: 500, droppedBytes: 3 });
  });

  it('keeps the entries themselves when nothing was added, so that nothing is drawn again', () => {
    const window = openLogWindow(batch(0, 5));
    expect(append(window, batch(0, 5)).entries).toBe(window.entries);
  });

  it('marks where a phase begins, once', () => {
    const first = openLogWindow({ ...batch(0, 0), lines: lines(0, 2, { phase: 'setup' }), total: 2 });
    const window = append(append(first, { ...batch(2, 3), lines: lines(2, 3, { phase: 'setup' }) }), batch(3, 5));
    expect(brief(window.entries)).toEqual(['setup', 0, 1, 2, 'executing', 3, 4]);
  });

  it('holds the newest lines only, and counts those that fell out', () => {
    let window = openLogWindow(batch(0, logWindowLines));
    window = append(window, batch(logWindowLines, logWindowLines + 120));
    expect(window.lines).toBe(logWindowLines);
    expect(window.earlier).toBe(120);
    expect(window.entries[0]).toMatchObject({ kind: 'line', seq: 120 });
    expect(window.entries.filter((entry) => entry.kind === 'line')).toHaveLength(logWindowLines);
  });

  it('drops a gap together with the lines before it', () => {
    let window = append(openLogWindow(batch(0, 2)), batch(100, 102));
    window = append(window, batch(102, 100 + logWindowLines));
    expect(brief(window.entries.slice(0, 2))).toEqual([100, 101]);
    expect(window.earlier).toBe(100);
  });

  it('is bounded by characters too, and always keeps the last line', () => {
    const long = 'x'.repeat(logWindowCharacters / 4 + 1);
    let window = openLogWindow({ ...batch(0, 0), lines: lines(0, 6, { text: long }), total: 6 });
    expect(window.lines).toBe(3);
    expect(window.characters).toBe(3 * long.length);
    window = append(window, { ...batch(6, 7), lines: [line(6, { text: 'y'.repeat(logWindowCharacters + 1) })] });
    expect(brief(window.entries)).toEqual([6]);
  });
});

describe('leavesGap', () => {
  const window = openLogWindow(batch(0, 10));
  const sent = (from: number, to: number, more: Partial<LogSnapshot> = {}) => ({
    jobId: 'a',
    ...batch(from, to, more),
  });

  it('tells lines that were left out from lines that follow or are there already', () => {
    expect(leavesGap(window, sent(10, 12))).toBe(false);
    expect(leavesGap(window, sent(4, 12))).toBe(false);
    expect(leavesGap(window, sent(4, 8))).toBe(false);
    expect(leavesGap(window, sent(11, 12))).toBe(true);
  });

  it('counts lines of which none was sent', () => {
    expect(leavesGap(window, sent(11, 11))).toBe(true);
  });
});

describe('fill', () => {
  const gappy = append(append(openLogWindow(batch(10, 12)), batch(20, 22)), batch(30, 32));

  it('closes the gaps that the snapshot has the lines of, and counts what is still missing', () => {
    expect(missingLines(gappy)).toBe(16);
    const window = fill(gappy, batch(15, 40));
    expect(brief(window.entries)).toEqual([
      'executing',
      10,
      11,
      'gap 3',
      ...Array.from({ length: 25 }, (_, index) => index + 15),
    ]);
    expect(window).toMatchObject({ earlier: 10, next: 40, total: 40, lines: 27 });
    expect(missingLines(window)).toBe(3);
  });

  it('keeps lines that came after the snapshot, or that the snapshot has no more', () => {
    const window = fill(gappy, batch(12, 21));
    expect(window).toMatchObject({ earlier: 10, next: 32, total: 32, lines: 14 });
    expect(missingLines(window)).toBe(8);
  });

  it('keeps the entries of lines that were there, so that what was found in them stays found', () => {
    const line20 = (entries: readonly LogEntry[]) => entries.find((entry) => entry.kind === 'line' && entry.seq === 20);
    expect(line20(fill(gappy, batch(0, 32)).entries)).toBe(line20(gappy.entries));
  });

  it('is bounded like any other window', () => {
    const window = fill(openLogWindow(batch(0, 10)), batch(10, logWindowLines + 4));
    expect(window).toMatchObject({ lines: logWindowLines, earlier: 4 });
  });
});

describe('fillWithin', () => {
  const paused = append(openLogWindow(batch(10, 12)), batch(20, 22));

  it('adds nothing before or after what stands there', () => {
    const window = fillWithin(paused, batch(0, 100));
    expect(window).toMatchObject({ earlier: 10, next: 22, total: 22, lines: 12 });
    expect(brief(window.entries)).toEqual(['executing', ...Array.from({ length: 12 }, (_, index) => index + 10)]);
  });

  it('stays as it is where closing its gaps would push out lines that are being read', () => {
    const full = append(openLogWindow(batch(0, logWindowLines - 1)), batch(logWindowLines + 9, logWindowLines + 10));
    expect(fillWithin(full, batch(10, logWindowLines + 10))).toBe(full);
  });
});
