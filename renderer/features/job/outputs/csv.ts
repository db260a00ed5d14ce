/** The first rows of a table. */
export interface Table {
  rows: readonly (readonly string[])[];
  /** There are more rows. */
  cut: boolean;
  /** Columns of the widest row that are left out of every row. */
  columnsLeft: number;
}

interface ReadOptions {
  delimiter: ',' | ';' | '\t';
  mostRows: number;
  mostColumns: number;
  /** The text breaks off somewhere: its last row may be no whole one. */
  textIsCut: boolean;
}

/**
 * Reads comma- or tab-separated values as RFC 4180 has them: fields in quotes may hold delimiters, line ends and doubled
 * quotes. What is not well-formed is taken as it stands; nothing is thrown.
 */
export function readTable(text: string, { delimiter, mostRows, mostColumns, textIsCut }: ReadOptions): Table {
  const rows: string[][] = [];
  let row: string[] = [];
  let columns = 0;
  let widest = 0;
  for (const { value, ends } of fieldsOf(text, delimiter)) {
    // More than is shown is only counted: a row may be all that there is of a large text.
    if (columns < mostColumns) row.push(value);
    columns += 1;
    widest = Math.max(widest, columns);
    if (ends === 'field') continue;
    if (ends === 'row' || !textIsCut || rows.length === 0) rows.push(row);
    if (rows.length > mostRows) break;
    row = [];
    columns = 0;
  }
  const cut = rows.length > mostRows || textIsCut;
  return { rows: rows.slice(0, mostRows), cut, columnsLeft: Math.max(0, widest - mostColumns) };
}

interface Field {
  value: string;
  /** What ends with it: the field alone, its row, or the text. */
  ends: 'field' | 'row' | 'text';
}

function* fieldsOf(text: string, delimiter: string): Generator<Field> {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let within = at < text.length;
  while (within) {
    const { value, end } = text[at] === '"' ? quoted(text, at, delimiter) : plain(text, at, delimiter);
    if (text[end] === delimiter) {
      yield { value, ends: 'field' };
      at = end + 1;
    } else {
      yield { value, ends: end < text.length ? 'row' : 'text' };
      at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
      within = at < text.length;
    }
  }
}

interface Piece {
  value: string;
  /** Where the delimiter, the line end or the end of the text is. */
  end: number;
}

function plain(text: string, from: number, delimiter: string): Piece {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(from, end), end };
}

function quoted(text: string, from: number, delimiter: string): Piece {
  let value = '';
  for (let at = from + 1; ; ) {
    const close = text.indexOf('"', at);
    // A quote that is never closed: all that follows is in it.
    if (close === -1) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') {
      // What stands behind a closing quote belongs to the field, though it should not be there.
      const rest = plain(text, close + 1, delimiter);
      return { value: value + rest.value, end: rest.end };
    }
    value += '"';
    at = close + 2;
  }
}

/** How the values of a file are separated, by its name and its first line; null where it is no table. */
export function delimiterOf(path: string, text: string): ReadOptions['delimiter'] | null {
  if (/\.tsv$|\.tab$/i.test(path)) return '\t';
  if (!/\.csv$/i.test(path)) return null;
  const [first = ''] = text.split('\n', 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  if (count('\t') > count(',') && count('\t') > count(';')) return '\t';
  return count(';') > count(',') ? ';' : ',';
}
