import {
  type Color,
  createAnsiSequenceParser,
  decorations as decorationNames,
  namedColors,
} from 'ansi-sequence-parser';

/** One of the 256 colours that a terminal has by number, of which the first 16 follow the theme, or any other. */
export type LogColour = { kind: 'indexed'; index: number } | { kind: 'rgb'; red: number; green: number; blue: number };

/** How text looks from some place on. Two styles that look the same are the same object. */
export interface LogStyle {
  /** The sequences that make this style of a plain one; empty for a plain one. */
  readonly codes: string;
  readonly foreground: LogColour | null;
  readonly background: LogColour | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  /** Foreground and background change places. */
  readonly inverse: boolean;
}

export const plainStyle: LogStyle = {
  codes: '',
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};

/** Parameters of one sequence that are looked at; terminals stop somewhere near it too. */
const mostParameters = 32;

/** A job can ask for any number of styles: what is remembered of them must not grow with it. */
const mostKnown = 4_096;

const decorationCodes = Object.entries(decorationNames);

const known = new Map<string, LogStyle>([['', plainStyle]]);
const steps = new Map<string, LogStyle>();

/** The style after `ESC [ parameters m`. What is not a colour or a decoration changes nothing; text is never hidden. */
export function restyle(style: LogStyle, parameters: string): LogStyle {
  const step = `${style.codes} ${parameters}`;
  const before = steps.get(step);
  if (before !== undefined) return before;
  // One sequence each: within one the parser resets first and sets then, in whatever order they stand.
  const sequences = commandsOf(parameters).map(sequenceOf).join('');
  const next = sequences === '' ? style : styleOf(style.codes + sequences);
  if (steps.size >= mostKnown) steps.clear();
  steps.set(step, next);
  return next;
}

const sequenceOf = (command: string) => `\u001b[${command}m`;

function styleOf(sequences: string): LogStyle {
  const token = createAnsiSequenceParser().parse(`${sequences}x`).at(-1);
  if (token === undefined) return plainStyle;
  const { decorations } = token;
  const foreground = colourOf(token.foreground);
  const background = colourOf(token.background);
  let codes = '';
  if (decorations.size > 0) {
    for (const [code, name] of decorationCodes) if (decorations.has(name)) codes += sequenceOf(code);
  }
  if (foreground) codes += sequenceOf(`38;${codeOf(foreground)}`);
  if (background) codes += sequenceOf(`48;${codeOf(background)}`);
  const same = known.get(codes);
  if (same !== undefined) return same;
  const style: LogStyle = {
    codes,
    foreground,
    background,
    bold: decorations.has('bold'),
    dim: decorations.has('dim'),
    italic: decorations.has('italic'),
    underline: decorations.has('underline'),
    strike: decorations.has('strikethrough'),
    inverse: decorations.has('reverse'),
  };
  if (known.size >= mostKnown) {
    known.clear();
    known.set('', plainStyle);
  }
  known.set(codes, style);
  return style;
}

function colourOf(colour: Color | null): LogColour | null {
  if (colour === null) return null;
  if (colour.type === 'named') return { kind: 'indexed', index: namedColors.indexOf(colour.name) };
  if (colour.type === 'table') return { kind: 'indexed', index: colour.index };
  const [red, green, blue] = colour.rgb;
  return { kind: 'rgb', red, green, blue };
}

const codeOf = (colour: LogColour) =>
  colour.kind === 'indexed' ? `5;${colour.index}` : `2;${colour.red};${colour.green};${colour.blue}`;

/** The parameters as commands that the parser understands, one effect each; the others are left out. */
function commandsOf(parameters: string): string[] {
  const groups = parameters.split(';').slice(0, mostParameters);
  const commands: string[] = [];
  while (groups.length > 0) {
    const [code = '', ...rest] = (groups.shift() ?? '').split(':');
    // `38:2::r:g:b` and `38:5:n` carry their numbers along; `38;2;r;g;b` and `38;5;n` have them follow.
    const command = colourCodes.has(code)
      ? colourCommand(code, rest.length > 0 ? rest : groups)
      : decorationCommand(code, rest[0]);
    if (command !== null) commands.push(command);
  }
  return commands;
}

/** Foreground, background and the colour of underlines. */
const colourCodes = new Set(['38', '48', '58']);

/** `variant` follows a colon, as in `4:3`. */
function decorationCommand(code: string, variant: string | undefined): string | null {
  // Underlines come in kinds: all of them look alike here.
  if (code === '4' || code === '21') return variant === '0' ? '24' : '4';
  if (code === '') return '0';
  return code !== '8' && isByte(code) && variant === undefined ? code : null;
}

/** Takes the numbers of a colour from the front; null if they make none, or one that only underlines have. */
function colourCommand(code: string, numbers: string[]): string | null {
  const mode = numbers.shift();
  const count = mode === '2' ? 3 : mode === '5' ? 1 : 0;
  // Between mode and colour may stand the name of a colour space, which is empty as a rule.
  if (count === 3 && numbers[0] === '') numbers.shift();
  const values = numbers.splice(0, count);
  const known = count > 0 && values.length === count && values.every(isByte) && code !== '58';
  return known ? [code, mode, ...values].join(';') : null;
}

const isByte = (text: string) => /^\d{1,3}$/.test(text) && Number(text) <= 255;
