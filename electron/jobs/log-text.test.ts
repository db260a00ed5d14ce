import { expect, it } from 'vitest';
import type { LogLine } from '../../shared/logs.ts';
import { createLogText } from './log-text.ts';

const piece = (text: string, more: Partial<LogLine> = {}): LogLine => ({
  seq: 0,
  time: 0,
  phase: 'executing',
  stream: 'stderr',
  text,
  continues: true,
  ...more,
});
const first = (text: string, more: Partial<LogLine> = {}) => piece(text, { ...more, continues: false });

function written(...lines: LogLine[]): string[] {
  const log = createLogText();
  const text = lines.map((line) => log.add(line)).join('') + log.end();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice('1970-01-01T00:00:00.000Z executing  stderr '.length));
}

it('is one line for each, also for one that came in pieces', () => {
  expect(written(first('a'), first(''), first('b'), piece('c'), first('d'))).toEqual(['a', '', 'bc', 'd']);
  expect(written()).toEqual([]);
});

it('leaves out what a later piece writes over', () => {
  expect(written(first('1 %\r2 %'), piece('\r3 %\r4'), piece(' %\r5 %'), first('next'))).toEqual(['5 %', 'next']);
  expect(written(first('load'), piece('ing 1 %'), piece('\rloading 2 %'))).toEqual(['loading 2 %']);
});

it('knows bars that return at their end', () => {
  expect(written(first('1 %\r'), piece('2 %\r'), piece('3 %'))).toEqual(['3 %']);
  expect(written(first('1 %'), piece('\r'), piece('2 %'))).toEqual(['2 %']);
  expect(written(first('1 %'), piece('\u001b[K\r\u001b[0m'), piece('\u001b[K2 %'))).toEqual(['2 %']);
});

it('keeps the last state where nothing follows the return', () => {
  expect(written(first('99 %'), piece('\r'))).toEqual(['99 %']);
  expect(written(first('99 %'), piece('\r'), first('next'))).toEqual(['99 %', 'next']);
});

it('leaves nothing out before another line', () => {
  const output = first('output', { stream: 'stdout' });
  expect(written(first('1 %'), output, piece('\r2 %'))).toEqual(['1 %', 'output', '2 %']);
  expect(written(first('1 %'), piece('\r2 %', { phase: 'collecting' }))).toEqual(['1 %', '2 %']);
  expect(written(first('1 %'), first('\r2 %'))).toEqual(['1 %', '2 %']);
});

it('begins another line where it cannot write over what it gave away', () => {
  const long = 'x'.repeat(300_000);
  expect(written(first('a'), piece(long), piece('\rb'))).toEqual([`a${long}`, 'b']);
});

it('holds little of a line that never ends', () => {
  const log = createLogText();
  const long = 'x'.repeat(16_384);
  let certain = log.add(first(long)).length;
  for (let n = 0; n < 100; n += 1) certain += log.add(piece(long)).length;
  expect(certain).toBeGreaterThan(80 * 16_384);
  const all = certain + log.end().length;
  expect(all - 101 * 16_384).toBe('1970-01-01T00:00:00.000Z executing  stderr \n'.length);
});
