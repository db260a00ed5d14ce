/** Output that tries something, and all that a person may see of it. */
export interface HostileLog {
  name: string;
  tries: string;
  /** What the job writes; each line of it ends with a newline. */
  output: string | Uint8Array<ArrayBuffer>;
  /** Text of each row, in order. */
  shows: readonly string[];
}

const esc = '\u001b';
const csi = `${esc}[`;
const bel = '\u0007';
const st = `${esc}\\`;
/** What stands in the place of a character that could act. */
const no = '\ufffd';

const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));

/** One line. */
const line = (name: string, tries: string, output: string, shown: string): HostileLog => ({
  name,
  tries,
  output: `${output}\n`,
  shows: [shown],
});

const long = 6_000;

export const hostileLogs: readonly HostileLog[] = [
  // Markup
  line(
    'script element',
    'runs a script',
    '<script>document.title="owned"</script>',
    '<script>document.title="owned"</script>',
  ),
  line(
    'image handler',
    'runs an event handler',
    '<img src=x onerror="document.title=1">',
    '<img src=x onerror="document.title=1">',
  ),
  line('style element', 'restyles the window', '<style>*{display:none}</style>', '<style>*{display:none}</style>'),
  line(
    'closing tags',
    'ends the row and goes on outside of it',
    '</span></div></div><h1>owned</h1>',
    '</span></div></div><h1>owned</h1>',
  ),
  line('entities', 'becomes markup when decoded', '&lt;b&gt;&#x3c;i&#62; &amp;amp;', '&lt;b&gt;&#x3c;i&#62; &amp;amp;'),
  line('comment', 'hides what follows', '<!-- hidden --> shown <!--', '<!-- hidden --> shown <!--'),
  line(
    'attribute break',
    'adds an attribute',
    `" onmouseover="alert(1)" style='x`,
    `" onmouseover="alert(1)" style='x`,
  ),
  line('web address', 'becomes a link by itself', 'https://example.invalid/?a=<b>', 'https://example.invalid/?a=<b>'),
  line(
    'script address',
    'becomes a link that runs',
    'javascript:alert(document.cookie)',
    'javascript:alert(document.cookie)',
  ),
  line(
    'template',
    'is filled in',
    '{{constructor}} #{7*7} $(id) `id` %s %n',
    '{{constructor}} #{7*7} $(id) `id` %s %n',
  ),
  line('object keys', 'reaches a prototype', '__proto__ constructor toString', '__proto__ constructor toString'),

  // Operating system commands
  line('window title', 'sets the title', `${esc}]0;owned${bel}text`, 'text'),
  line('window title with ST', 'sets the title', `${esc}]2;owned${st}text`, 'text'),
  line('unfinished title', 'takes all that follows as a title', `text${esc}]0;owned`, 'text'),
  line('link', 'hides an address behind words', `${esc}]8;;https://example.invalid${st}click${esc}]8;;${st}`, 'click'),
  line('link to a file', 'opens a file', `${esc}]8;id=1;file:///etc/passwd${bel}open${esc}]8;;${bel}`, 'open'),
  line('clipboard write', 'puts words on the clipboard', `${esc}]52;c;b3duZWQ=${bel}text`, 'text'),
  line('clipboard read', 'asks for the clipboard', `${esc}]52;c;?${bel}text`, 'text'),
  line('palette', 'changes what red is', `${esc}]4;1;rgb:00/ff/00${bel}${csi}31mred${csi}0m`, 'red'),
  line('default colours', 'makes text invisible', `${esc}]10;#000000${bel}${esc}]11;#000000${bel}text`, 'text'),
  line('notification', 'shows a message of the system', `${esc}]9;owned${bel}${esc}]777;notify;a;b${bel}text`, 'text'),
  line('working folder', 'tells a folder', `${esc}]7;file://host/etc${bel}text`, 'text'),
  line('inline image', 'shows a picture', `${esc}]1337;File=inline=1:aGk=${bel}text`, 'text'),
  line('shell marks', 'pretends to be a prompt', `${esc}]133;A${bel}$ ${esc}]133;B${bel}rm`, '$ rm'),

  // Other strings for a terminal
  line('device control', 'defines keys', `${esc}P0;1|17/6c730a${st}text`, 'text'),
  line('sixel', 'draws a picture', `${esc}Pq#0;2;0;0;0~~@@${st}text`, 'text'),
  line('status request', 'makes the terminal type', `${esc}P$qm${st}text`, 'text'),
  line('application command', 'runs a command', `${esc}_Gf=100;AAAA${st}text`, 'text'),
  line('privacy message', 'hides words', `${esc}^hidden${st}text`, 'text'),
  line('start of string', 'hides words', `${esc}Xhidden${st}text`, 'text'),
  line('nested strings', 'hides one sequence in another', `${esc}]0;${esc}P${esc}_a${st}${st}text`, 'text'),

  // Moving about
  line('clear screen', 'wipes what stands above', `${csi}2J${csi}3J${csi}Htext`, 'text'),
  line('cursor up', 'writes over the rows above', `${csi}99Aowned`, 'owned'),
  line('cursor far away', 'makes a row of a million columns', `a${csi}999999999Cb${csi}999999999Gc`, 'abc'),
  line('alternate screen', 'hides the log', `${csi}?1049h${csi}?47htext`, 'text'),
  line('scroll region', 'locks rows', `${csi}1;1r${esc}Mtext${esc}D`, 'text'),
  line('insert and delete', 'moves rows', `${csi}99L${csi}99M${csi}99@${csi}99Ptext`, 'text'),
  line('repeat', 'repeats a character a billion times', `x${csi}999999999b`, 'x'),
  line('save and restore', 'comes back later', `${esc}7${csi}stext${esc}8${csi}u`, 'text'),
  line('backspace', 'writes over the line number', `text${'\b'.repeat(500)}T`, 'Text'),
  line('carriage return', 'hides words below others', 'rm -rf /\rls     \r', 'ls     /'),
  line('erase', 'hides words by erasing them', `rm -rf /${csi}2K\rls`, 'ls'),
  line('tabs', 'makes a row wider than wide', `a${'\t'.repeat(3)}b`, 'a\t\t\tb'),

  // Modes and questions
  line('device attributes', 'makes the terminal type', `${csi}c${csi}>c${csi}=ctext`, 'text'),
  line('position report', 'makes the terminal type', `${csi}6n${csi}?6ntext`, 'text'),
  line('title report', 'makes the terminal type the title', `${csi}21ttext`, 'text'),
  line('window size', 'moves and resizes the window', `${csi}8;1;1t${csi}3;0;0t${csi}2ttext`, 'text'),
  line('mouse mode', 'takes the mouse', `${csi}?1000h${csi}?1003htext`, 'text'),
  line('paste mode', 'changes how pasting works', `${csi}?2004h${csi}200~pasted${csi}201~`, 'pasted'),
  line('hidden cursor', 'hides the cursor', `${csi}?25ltext`, 'text'),
  line('full reset', 'resets the terminal', `${esc}c${csi}!ptext`, 'text'),
  line('character set', 'turns letters into lines', `${esc}(0lqqk${esc}(B`, 'lqqk'),
  line('shift out', 'turns letters into lines', 'a\u000elqqk\u000fb', `a${no}lqqk${no}b`),
  line('bell', 'makes a noise', `${bel}text${bel}`, `${no}text${no}`),
  line('null', 'ends the text early', 'before\u0000after', `before${no}after`),
  line('other controls', 'acts as a control', 'a\u0001\u0004\u0005\u0011\u0013\u001a\u007fb', `a${no.repeat(7)}b`),
  line('form feed', 'begins a page', 'a\u000b\u000cb', `a${no}${no}b`),
  line(
    'C1 sequence',
    'colours without an escape character',
    '\u009b31mtext\u009d0;owned\u009c',
    `${no}31mtext${no}0;owned${no}`,
  ),
  line('next line', 'begins a row by another character', 'a\u0085b\u2028c\u2029d', `a${no}b${no}c${no}d`),

  // Colours
  line('hidden text', 'hides words that are copied', `${csi}8mrm -rf /${csi}0m`, 'rm -rf /'),
  line('black on black', 'hides words that are copied', `${csi}30;40mrm -rf /${csi}0m`, 'rm -rf /'),
  line('blink', 'flickers', `${csi}5;6mtext${csi}0m`, 'text'),
  line(
    'unheard colours',
    'is no colour',
    `${csi}38;5;999m${csi}38;2;1m${csi}48;2;1;;;m${csi}99999999999mtext${csi}0m`,
    'text',
  ),
  line('style in a colour', 'puts a style into the window', `${csi}38;2;url(x);1;1mtext${csi}0m`, 'rl(x);1;1mtext'),
  line('endless parameters', 'keeps the parser busy', `${csi}${'1;'.repeat(long)}31mtext${csi}0m`, 'text'),
  line('endless digits', 'overflows a number', `${csi}${'9'.repeat(long)}mtext`, 'text'),
  line('unfinished sequence', 'takes the next line as its end', `text${csi}31`, 'text'),
  line('lonely escapes', 'keeps the parser busy', `${esc.repeat(9)}[1mtext${csi}0m`, 'text'),
  line(
    'a colour for each letter',
    'makes thousands of elements',
    `${`${csi}31mx${csi}32my`.repeat(500)}${csi}0m`,
    'xy'.repeat(500),
  ),
  {
    name: 'colour without end',
    tries: 'colours the rows of the app',
    output: `${csi}31;41mred\nstill red\n${csi}0mplain\n`,
    shows: ['red', 'still red', 'plain'],
  },

  // Characters
  line('right to left override', 'turns a name around', 'safe\u202efdp.exe', `safe${no}fdp.exe`),
  line('isolates', 'turns what follows around', 'a\u2066b\u2067c\u2068d\u2069e', `a${no}b${no}c${no}d${no}e`),
  line('marks of direction', 'turns numbers around', 'a\u200e\u200f\u061cb', `a${no}${no}${no}b`),
  line(
    'zero width',
    'hides letters between letters',
    'pass\u200bword\u200c\u2060\ufeff',
    `pass${no}word${no}${no}${no}`,
  ),
  line('joiner', 'joins what does not belong together', 'a\u200db', `a${no}b`),
  line('fillers', 'looks empty', 'a\u115f\u1160\u3164\uffa0b', `a${no.repeat(4)}b`),
  line('tag characters', 'hides a message', 'a\u{e0041}\u{e0042}\u{e007f}b', `a${no.repeat(3)}b`),
  line('soft hyphen', 'hides a break', 'a\u00ad\u034fb', `a${no}${no}b`),
  line(
    'combining flood',
    'paints over the rows around',
    `a${'\u0301\u0327\u0489'.repeat(300)}b`,
    'a\u0301\u0327\u0489b',
  ),
  line('marks without a letter', 'paints over the line number', '\u0301\u0301\u0489text', 'text'),
  line('wide characters', 'breaks the columns', '日本\rx', 'x 本'),
  line('interlinear notes', 'hides a note', 'a\ufff9b\ufffac\ufffbd', `a${no}b${no}c${no}d`),
  {
    name: 'broken UTF-8',
    tries: 'breaks the decoder',
    output: bytes('a', [0xff, 0xfe], 'b', [0xc0, 0xaf], 'c', [0xc3], '\n'),
    shows: [`a${no}${no}b${no}${no}c${no}`],
  },
  {
    name: 'encoded surrogates',
    tries: 'makes half a character',
    output: bytes('a', [0xed, 0xa0, 0x80], 'b', [0xed, 0xb0, 0x80], '\n'),
    shows: [`a${no.repeat(3)}b${no.repeat(3)}`],
  },
  {
    name: 'overlong escape',
    tries: 'smuggles an escape character through the decoder',
    output: bytes([0xc0, 0x9b], '[31mtext\n'),
    shows: [`${no}${no}[31mtext`],
  },
];
