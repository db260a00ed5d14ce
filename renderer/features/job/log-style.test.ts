import { describe, expect, it } from 'vitest';
import { plainStyle, restyle } from './log-style.ts';

const after = (...sequences: string[]) => sequences.reduce(restyle, plainStyle);
const indexed = (index: number) => ({ kind: 'indexed', index });

describe('restyle', () => {
  it.each([
    ['31', { foreground: indexed(1) }],
    ['97', { foreground: indexed(15) }],
    ['44', { background: indexed(4) }],
    ['103', { background: indexed(11) }],
    ['38;5;208', { foreground: indexed(208) }],
    ['38:5:208', { foreground: indexed(208) }],
    ['48;2;1;2;3', { background: { kind: 'rgb', red: 1, green: 2, blue: 3 } }],
    ['38:2::1:2:3', { foreground: { kind: 'rgb', red: 1, green: 2, blue: 3 } }],
    ['38:2:1:2:3', { foreground: { kind: 'rgb', red: 1, green: 2, blue: 3 } }],
    ['1;3;4;9', { bold: true, italic: true, underline: true, strike: true }],
    ['2;7', { dim: true, inverse: true }],
    ['4:3', { underline: true }],
    ['38;5;3;1', { foreground: indexed(3), bold: true }],
    ['58;5;3;31', { underline: false, foreground: indexed(1) }],
  ])('understands %s', (parameters, expected) => {
    expect(after(parameters)).toMatchObject(expected);
  });

  it.each([
    ['0', ['1;31', '0']],
    ['an empty one', ['1;31', '']],
    ['an empty parameter', ['1;31;']],
    ['reset behind a colour', ['31;0']],
    ['each one by itself', ['1;3;4;7;9;31;42', '22;23;24;27;29;39;49']],
    ['no underline', ['4', '4:0']],
  ])('is plain again after %s', (_name, sequences) => {
    expect(after(...sequences)).toBe(plainStyle);
  });

  it.each(['8', '5', '38', '38;5', '38;5;300', '53', '38;2;1;2', '38;2;1;2;x', '999', '1e1', '-1', '38:5:', '?25'])(
    'makes nothing of %s',
    (parameters) => {
      expect(after(parameters)).toBe(plainStyle);
    },
  );

  it('gives the same object for the same look, however it came about', () => {
    expect(after('31', '1')).toBe(after('1;4', '24;31'));
  });

  it('looks at no more parameters than a terminal would', () => {
    expect(after(`${'1;'.repeat(40)}31`).foreground).toBeNull();
  });

  it('takes any number of colours one after another', () => {
    let style = plainStyle;
    for (let index = 0; index < 10_000; index += 1) style = restyle(style, `38;2;${index % 256};${index >> 8};0`);
    expect(style.foreground).toEqual({ kind: 'rgb', red: 9_999 % 256, green: 9_999 >> 8, blue: 0 });
  });
});
