/** C0/C1 controls, line and paragraph separators, bidi and zero-width formatting, lone surrogates. */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const maxNameLength = 120;

/** A name fit to show anywhere: no control or invisible characters, one line, at most `maxNameLength` long. */
export function cleanName(name: string): string {
  const clean = name.replace(unsafe, ' ').replace(/\s+/g, ' ').trim();
  if (clean.length <= maxNameLength) return clean;
  const cut = clean.slice(0, maxNameLength - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.trimEnd()}…`;
}

/** None reaches beyond its line. */
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\n\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** Lines of output without terminal escape sequences. */
export function withoutEscapes(lines: string): string {
  return lines.replace(escapes, '');
}

/** A line of output without the `\r` at its end, which write nothing over. */
export function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1;
  return line.slice(0, end);
}

/** A line of output as plain text: terminal escape sequences removed, a rewritten line reduced to its last state. */
export function plainLine(text: string): string {
  const lastState = withoutReturns(withoutEscapes(text));
  return lastState
    .slice(lastState.lastIndexOf('\r') + 1)
    .replace(unsafe, (character) => (character === '\t' ? '\t' : '\ufffd'));
}
