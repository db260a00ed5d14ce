import { plainLine } from '../../../shared/text.ts';
import { type LogText, maxRowCharacters } from '../../stores/log-rows.ts';
import { type LogStyle, plainStyle, restyle } from './log-style.ts';

export interface LogSpan {
  text: string;
  style: LogStyle;
}

/** A row as a terminal would leave it. */
export interface DrawnLine {
  /** The text of all spans. */
  text: string;
  spans: readonly LogSpan[];
  /** Columns that it takes, counting wide characters twice. */
  columns: number;
}

/** A row with a colour for each character must not cost more than the rest of the view. */
export const maxSpans = 160;

/** Changes of style in one row that are looked at; text after more of them keeps the last one's. */
export const maxStyleChanges = 256;

/** Marks that one character carries at most: more only smear over the rows around. */
const maxMarks = 3;

/**
 * Sequences by what they do: (1) parameters and (2) the final byte of a control sequence; other sequences, also those
 * that the text ends within; then single controls with a meaning, and text.
 */
const tokens =
  /\u001b\[(?:([0-?]*)[ -/]*([@-~])|[0-?]*[ -/]*$)|\u001b(?:[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]|[ -/]*$)|\u001b|[\r\b\t]|[^\u001b\r\b\t]+/g;

const styleOrReturn = /\u001b\[[0-?]*m|\r/g;

const onlyAscii = /^[ -~]*$/;
const mark = /^\p{M}$/u;
/** What takes no room and is no mark; `plainLine` has replaced the most of them. */
const invisible = /[\p{Default_Ignorable_Code_Point}\u{e0000}-\u{e007f}]/u;
const variation = /^[\ufe00-\ufe0f]$/;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

const drawn = new WeakMap<LogText, { start: LogStyle; line: DrawnLine }>();
const ends = new WeakMap<LogText, { start: LogStyle; end: LogStyle }>();

/** The row as shown, when the text before it left off with the style `start`. Remembered for each row. */
export function drawLine(row: LogText, start: LogStyle): DrawnLine {
  const before = drawn.get(row);
  if (before?.start === start) return before.line;
  const line = render(row.raw, start);
  drawn.set(row, { start, line });
  return line;
}

/** The row's text alone: what is searched and copied. */
export const textOfRow = (row: LogText): string => (drawn.get(row)?.line ?? drawLine(row, plainStyle)).text;

/** The style with which the row leaves off, for the row after it of the same stream. */
export function styleAfterRow(row: LogText, start: LogStyle): LogStyle {
  if (!row.raw.includes('\u001b')) return start;
  const before = ends.get(row);
  if (before?.start === start) return before.end;
  let end = start;
  let changes = 0;
  for (const [, parameters, final] of recent(row.raw).matchAll(tokens)) {
    if (final === 'm' && ++changes <= maxStyleChanges) end = restyle(end, parameters ?? '');
  }
  ends.set(row, { start, end });
  return end;
}

/**
 * Text as a terminal would show it in one line without end: colours and decorations, carriage return, backspace, tab and
 * erasing within the line do what they do there. All else is left out or shown as U+FFFD.
 */
export function render(raw: string, start: LogStyle): DrawnLine {
  if (onlyAscii.test(raw)) return { text: raw, spans: [{ text: raw, style: start }], columns: raw.length };
  const cells = createCells();
  let style = start;
  let changes = 0;
  for (const [token, parameters, final] of recent(raw).matchAll(tokens)) {
    if (final === 'm') {
      changes += 1;
      if (changes <= maxStyleChanges) style = restyle(style, parameters ?? '');
    } else if (final === 'K') {
      cells.erase(parameters ?? '');
    } else if (!token.startsWith('\u001b')) {
      print(cells, token, style);
    }
  }
  return cells.line();
}

/**
 * The text from a carriage return on after which there are not too many changes of style, if there is one: a progress
 * bar in colour changes it more often than that, and its last state counts.
 */
function recent(raw: string): string {
  const marks = [...raw.matchAll(styleOrReturn)];
  if (marks.length <= maxStyleChanges) return raw;
  let start = 0;
  let changes = 0;
  for (const { 0: mark, index } of marks.reverse()) {
    if (mark === '\r') start = index;
    else changes += 1;
    if (changes > maxStyleChanges) return raw.slice(start);
  }
  return raw;
}

function print(cells: Cells, token: string, style: LogStyle): void {
  if (token === '\r') cells.moveTo(0);
  else if (token === '\b') cells.moveTo(cells.column() - 1);
  else if (token === '\t') cells.tab(style);
  else for (const character of plainLine(token)) cells.write(character, style);
}

type Cells = ReturnType<typeof createCells>;

/** One line of a terminal. A character of several columns stands in the first of them, the others are empty. */
function createCells() {
  const glyphs: string[] = [];
  const styles: LogStyle[] = [];
  let column = 0;

  /** Whoever writes over a part of a wide character leaves blanks of the rest. */
  const split = (at: number): void => {
    if (glyphs[at] !== '') return;
    let first = at;
    while (glyphs[first] === '') first -= 1;
    let end = at;
    while (glyphs[end] === '') end += 1;
    glyphs.fill(' ', first, end);
  };

  const put = (glyph: string, width: number, style: LogStyle): void => {
    if (column + width > maxRowCharacters) return;
    split(column);
    split(column + width);
    while (glyphs.length < column) {
      glyphs.push(' ');
      styles.push(plainStyle);
    }
    for (let offset = 0; offset < width; offset += 1) {
      glyphs[column + offset] = offset === 0 ? glyph : '';
      styles[column + offset] = style;
    }
    column += width;
  };

  const attach = (character: string): void => {
    let at = column - 1;
    while (glyphs[at] === '') at -= 1;
    const glyph = glyphs[at];
    if (glyph !== undefined && [...glyph].length <= maxMarks) glyphs[at] = glyph + character;
  };

  const nextTab = () => column + 8 - (column % 8);

  return {
    column: () => column,
    moveTo(to: number): void {
      column = Math.max(0, to);
    },
    write(character: string, style: LogStyle): void {
      if (invisible.test(character) && !variation.test(character)) put('\ufffd', 1, style);
      else if (mark.test(character)) attach(character);
      else put(character, wide.test(character) ? 2 : 1, style);
    },
    tab(style: LogStyle): void {
      // At the end it stays a tab, so that copied tables keep theirs; elsewhere it moves over what is there.
      if (column === glyphs.length) put('\t', nextTab() - column, style);
      else column = Math.min(nextTab(), maxRowCharacters);
    },
    erase(parameter: string): void {
      if (parameter === '' || parameter === '0') {
        split(column);
        if (glyphs.length > column) glyphs.length = styles.length = column;
      } else if (parameter === '1') {
        split(column + 1);
        const end = Math.min(column + 1, glyphs.length);
        glyphs.fill(' ', 0, end);
        styles.fill(plainStyle, 0, end);
      } else if (parameter === '2') {
        glyphs.length = styles.length = 0;
      }
    },
    line(): DrawnLine {
      const spans: LogSpan[] = [];
      let from = 0;
      while (from < glyphs.length) {
        const style = styles[from] ?? plainStyle;
        let to = from + 1;
        const last = spans.length === maxSpans - 1;
        while (to < glyphs.length && (last || styles[to] === style)) to += 1;
        spans.push({ text: glyphs.slice(from, to).join(''), style: last ? plainStyle : style });
        from = to;
      }
      if (spans.length === 0) spans.push({ text: '', style: plainStyle });
      return { text: spans.map(({ text }) => text).join(''), spans, columns: glyphs.length };
    },
  };
}
