/** Among so many characters one may be none before bytes count as something else than text. */
const damageAllowed = 20;

const controls = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/g;

/**
 * Bytes as text; null where they are none. UTF-8, or what a byte order mark says; what does not fit is replaced.
 * @param goesOn there is more behind these bytes, so that their end may be half a character
 */
export function textOf(bytes: Uint8Array, goesOn: boolean): { text: string; damaged: boolean } | null {
  const decoder = new TextDecoder(encodingOf(bytes));
  const text = decoder.decode(bytes, { stream: goesOn });
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  const odd = text.match(controls)?.length ?? 0;
  if (text.includes('\0') || (wrong + odd) * damageAllowed > text.length) return null;
  return { text, damaged: wrong > 0 };
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
