/** What may move the cursor, hide or turn around text where it is shown: control, format, surrogate and line characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The first `length` characters of a text that is not ours, safe to show. */
export function printable(text: string, length: number): string {
  return text.slice(0, length).replace(unprintable, '\ufffd');
}
