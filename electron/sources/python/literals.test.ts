import { describe, expect, it } from 'vitest';
import { stringLiteral } from './literals.ts';
import { parsePython } from './parse.ts';

/** What the right side of `x = …` is. */
async function literalOf(source: string): Promise<string | null> {
  const text = `x = ${source}\n`;
  const value = (await parsePython(text)).topNode.firstChild?.lastChild;
  if (!value) throw new Error('nothing was assigned');
  return stringLiteral(value, text);
}

describe('stringLiteral', () => {
  it.each<[source: string, value: string]>([
    [`"a/b"`, 'a/b'],
    [`'a/b'`, 'a/b'],
    [`"""a"b"""`, 'a"b'],
    [`'''a\r\nb'''`, 'a\nb'],
    [`u'a'`, 'a'],
    [`r"a\\n"`, 'a\\n'],
    [`R'a\\''`, "a\\'"],
    [`""`, ''],
    [`"a/" "b" 'c'`, 'a/bc'],
    [`("a/"\n  # the name\n  "b")`, 'a/b'],
    [`((("a")))`, 'a'],
    [`"\\x61\\u0062\\U00000063\\144\\7x"`, 'abcd\u0007x'],
    [`"\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\""`, '\u0007\b\f\n\r\t\v\\\'"'],
    [`"a\\\nb"`, 'ab'],
    [`"a\\qb"`, 'a\\qb'],
  ])('reads %s', async (source, value) => {
    expect(await literalOf(source)).toBe(value);
  });

  it.each([
    `f"a"`,
    `f"{a}"`,
    `"a" f"b"`,
    `b"a"`,
    `rb"a"`,
    `"a" b"b"`,
    `"\\N{DASH}"`,
    `"\\x4"`,
    `"\\u12"`,
    `"\\U00110000"`,
    `"a" + "b"`,
    `"a".strip()`,
    `["a"]`,
    `("a",)`,
    `1`,
    `None`,
    `"a`,
    `'''a`,
  ])('does not read %s', async (source) => {
    expect(await literalOf(source)).toBeNull();
  });
});
