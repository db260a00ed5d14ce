import { describe, expect, it } from 'vitest';
import { delimiterOf, readTable } from './csv.ts';

const read = (text: string, change: Partial<Parameters<typeof readTable>[1]> = {}) =>
  readTable(text, { delimiter: ',', mostRows: 200, mostColumns: 50, textIsCut: false, ...change });

describe('readTable', () => {
  it.each<[string, string, string[][]]>([
    [
      'rows with either line end',
      'a,b\n1,2\r\n3,4',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['no empty row after the last line end', 'a\n', [['a']]],
    [
      'empty fields, also the last one',
      'a,,\n,b',
      [
        ['a', '', ''],
        ['', 'b'],
      ],
    ],
    ['an empty field at the very end', 'a,', [['a', '']]],
    ['an empty line as an empty field', 'a\n\nb', [['a'], [''], ['b']]],
    [
      'quotes around delimiters and line ends',
      '"a,b","c\nd"\n1,2',
      [
        ['a,b', 'c\nd'],
        ['1', '2'],
      ],
    ],
    ['doubled quotes as quotes', '"say ""hi""",""', [['say "hi"', '']]],
    ['a quote within a plain field as itself', 'a"b,c', [['a"b', 'c']]],
    ['what follows a closing quote', '"a"b,c', [['ab', 'c']]],
    ['a quote that is never closed', '"a,b\nc', [['a,b\nc']]],
    ['a byte order mark as nothing', '\ufeffa,b', [['a', 'b']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, rows) => {
    expect(read(text).rows).toEqual(rows);
  });

  it('reads other delimiters', () => {
    expect(read('a\tb,c', { delimiter: '\t' }).rows).toEqual([['a', 'b,c']]);
    expect(read('a;"b;c"', { delimiter: ';' }).rows).toEqual([['a', 'b;c']]);
    expect(read('"a";b,c\n').rows).toEqual([['a;b', 'c']]);
  });

  it('stops after the rows that are wanted, and says so', () => {
    const text = 'x\n'.repeat(201);
    expect(read(text)).toMatchObject({ cut: true });
    expect(read(text).rows).toHaveLength(200);
    expect(read('x\n'.repeat(200))).toMatchObject({ cut: false });
  });

  it('leaves the last row out where the text breaks off within it', () => {
    expect(read('a,b\n1,2\n3,', { textIsCut: true })).toMatchObject({
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      cut: true,
    });
    expect(read('a,"b', { textIsCut: true }).rows).toEqual([['a', 'b']]);
  });

  it('shows so many columns and counts the others', () => {
    const table = read(`${new Array(100_000).fill('x').join(',')}\n1,2`);
    expect(table.rows.map((row) => row.length)).toEqual([50, 2]);
    expect(table.columnsLeft).toBe(99_950);
  });
});

describe('delimiterOf', () => {
  it.each([
    ['a/b.csv', 'x,y\n1;2', ','],
    ['b.CSV', 'x;y;z\n1,5;2', ';'],
    ['b.csv', 'x\ty', '\t'],
    ['b.tsv', 'x,y', '\t'],
    ['b.txt', 'x,y', null],
    ['csv', 'x,y', null],
  ])('goes by name and first line: %s', (path, text, delimiter) => {
    expect(delimiterOf(path, text)).toBe(delimiter);
  });
});
