import { describe, expect, it } from 'vitest';
import { type LogText, maxRowCharacters } from '../../stores/log-rows.ts';
import { type LogStyle, plainStyle, restyle } from './log-style.ts';
import { drawLine, maxSpans, maxStyleChanges, render, styleAfterRow, textOfRow } from './log-terminal.ts';

/** The parameters that make a style. */
const codesOf = ({ codes }: LogStyle) => codes.slice(2, -1).replaceAll('m\u001b[', ' ');

const csi = '\u001b[';
const text = (raw: string) => render(raw, plainStyle).text;
const spans = (raw: string) => render(raw, plainStyle).spans.map((span) => [span.text, codesOf(span.style)]);

const row = (raw: string): LogText => ({
  kind: 'line',
  key: 'line-0',
  seq: 0,
  last: 0,
  time: 0,
  phase: 'executing',
  stream: 'stdout',
  continues: false,
  raw,
});

describe('render', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['10 %\r20 %\r100 %', '100 %'],
    ['100 %\r20 %', '20 %%'],
    ['done\r', 'done'],
    [`long words\r${csi}Kshort`, 'short'],
    [`long words${csi}2K\rshort`, 'short'],
    [`words${csi}1K!`, '     !'],
    [`abc\b${csi}K`, 'ab'],
    [`abcdef\b\b\b${csi}1K`, '    ef'],
    ['abc\b\bX', 'aXc'],
    ['\b\b\bx', 'x'],
    ['a\tb', 'a\tb'],
    ['a\tb\rX', 'X\tb'],
    ['a\tb\rab', 'ab      b'],
    ['0123456789\r\tX', '01234567X9'],
    [`${csi}2A${csi}1000000000Cstays`, 'stays'],
    [`bar 2${csi}A\rbar 1`, 'bar 1'],
    ['日本\rab', 'ab本'],
    ['日本\ra', 'a 本'],
    ['ab\r日', '日'],
    ['🦊x\b\b\bfo', 'fox'],
    ['e\u0301\rx', 'x'],
    ['e\u0301te', 'e\u0301te'],
    [`${csi}31`, ''],
    [`end${csi}31`, 'end'],
    ['end\u001b', 'end'],
    ['end\u001b]0;title', 'end'],
    ['a\u200bb', 'a\ufffdb'],
    ['a\u3164b', 'a\ufffdb'],
    ['a\u{e0041}b', 'a\ufffdb'],
    ['\u2714\ufe0f', '\u2714\ufe0f'],
  ])('shows %j as %j', (raw, expected) => {
    expect(text(raw)).toBe(expected);
  });

  it('cuts the text where its look changes', () => {
    expect(spans(`a${csi}31mb${csi}1mc${csi}0md`)).toEqual([
      ['a', ''],
      ['b', '38;5;1'],
      ['c', '1 38;5;1'],
      ['d', ''],
    ]);
  });

  it('lets what is written over keep no colour', () => {
    expect(spans(`${csi}31mred${csi}0m\rb`)).toEqual([
      ['b', ''],
      ['ed', '38;5;1'],
    ]);
  });

  it('starts with the style it was given', () => {
    const red = restyle(plainStyle, '31');
    expect(render('plain text', red).spans).toEqual([{ text: 'plain text', style: red }]);
    expect(render('a\tb', red).spans).toEqual([{ text: 'a\tb', style: red }]);
  });

  it('counts columns as a terminal does', () => {
    expect(render('日本', plainStyle).columns).toBe(4);
    expect(render('a\tb', plainStyle).columns).toBe(9);
    expect(render(`${csi}1mbold${csi}0m`, plainStyle).columns).toBe(4);
  });

  it('makes a bounded number of spans and loses no text', () => {
    const raw = Array.from({ length: 2_000 }, (_, index) => `${csi}3${index % 2}mx`).join('');
    const line = render(raw, plainStyle);
    expect(line.spans).toHaveLength(maxSpans);
    expect(line.text).toBe('x'.repeat(2_000));
    expect(line.spans.map((span) => span.text).join('')).toBe(line.text);
  });

  it('writes no more columns than a row may have', () => {
    expect(render('\t'.repeat(maxRowCharacters), plainStyle).columns).toBe(maxRowCharacters);
    expect(render(`x${csi}9999999999G\t`.repeat(3_000), plainStyle).columns).toBeLessThanOrEqual(maxRowCharacters);
  });

  it('lets a character carry a few marks, not a flood of them', () => {
    expect(text(`a${'\u0335'.repeat(500)}b`)).toBe(`a${'\u0335'.repeat(3)}b`);
    expect(text('\u0335b')).toBe('b');
  });
});

describe('a progress bar in colour', () => {
  const step = (percent: number) => `\r${csi}32m${percent} %${csi}0m of ${csi}1mall${csi}0m`;
  const raw = Array.from({ length: 1_001 }, (_, index) => step(index % 101)).join('');

  it('keeps the colours of its last state, however often it changed', () => {
    expect(spans(raw)).toEqual(spans(step(1_000 % 101)));
    expect(codesOf(styleAfterRow(row(`${raw}${csi}31m`), plainStyle))).toBe('38;5;1');
  });
});

describe('styleAfterRow', () => {
  it('carries the style on, and what the row resets not', () => {
    expect(styleAfterRow(row(`${csi}1;32mgreen`), plainStyle)).toBe(restyle(plainStyle, '1;32'));
    expect(styleAfterRow(row('plain'), restyle(plainStyle, '32'))).toBe(restyle(plainStyle, '32'));
    expect(styleAfterRow(row(`text${csi}m`), restyle(plainStyle, '32'))).toBe(plainStyle);
  });

  it('hears nothing that stands within another sequence', () => {
    expect(styleAfterRow(row(`\u001b]0;${csi.slice(1)}31m\u0007`), plainStyle)).toBe(plainStyle);
  });

  it('agrees with what is drawn about how many changes count', () => {
    const raw = `${`${csi}1m`.repeat(maxStyleChanges)}${csi}31mx`;
    expect(codesOf(styleAfterRow(row(raw), plainStyle))).toBe('1');
    expect(spans(raw)).toEqual([['x', '1']]);
  });
});

describe('drawLine', () => {
  it('draws a row once for each style it starts with', () => {
    const line = row(`${csi}1mx`);
    const red = restyle(plainStyle, '31');
    expect(drawLine(line, red)).toBe(drawLine(line, red));
    expect(drawLine(line, plainStyle).spans[0]?.style.bold).toBe(true);
    expect(textOfRow(line)).toBe('x');
  });
});
