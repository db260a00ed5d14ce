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

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** A line of output as plain text: terminal escape sequences removed, a rewritten line reduced to its last state. */
export function plainLine(text: string): string {
  const lastState = text.replace(escapes, '').replace(/\r+$/, '');
  return lastState
    .slice(lastState.lastIndexOf('\r') + 1)
    .replace(unsafe, (character) => (character === '\t' ? '\t' : '\ufffd'));
}
