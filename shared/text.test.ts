import { describe, expect, it } from 'vitest';
import { cleanName, maxNameLength, plainLine } from './text.ts';

describe('cleanName', () => {
  it.each([
    ['  Train \t a\nmodel ', 'Train a model'],
    ['a\u0000b\u001b[31mc\u007fd', 'a b [31mc d'],
    ['safe\u202efdp.exe', 'safe fdp.exe'],
    ['zero\u200bwidth\ufeff', 'zero width'],
    ['line\u2028paragraph\u2029', 'line paragraph'],
    ['lone\ud800 \udc00surrogates', 'lone surrogates'],
    ['<b>markup</b> & "quotes"', '<b>markup</b> & "quotes"'],
    ['日本語 🦊 été', '日本語 🦊 été'],
    ['\u0007\u200b', ''],
  ])('makes of %j %j', (name, expected) => {
    expect(cleanName(name)).toBe(expected);
  });

  it('cuts what is too long and says so', () => {
    const cut = cleanName('x'.repeat(maxNameLength + 1));
    expect(cut).toBe(`${'x'.repeat(maxNameLength - 1)}…`);
    expect(cleanName('x'.repeat(maxNameLength))).toBe('x'.repeat(maxNameLength));
  });

  it('leaves no half of a character where it cuts', () => {
    const cut = cleanName('🦊'.repeat(maxNameLength));
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(maxNameLength);
  });
});

describe('plainLine', () => {
  it.each([
    ['plain\ttext', 'plain\ttext'],
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;http://example.org\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b(Bcharset', 'charset'],
    ['\u001bMup \u001b7save \u001b=keypad', 'up save keypad'],
    ['10 %\r20 %\r30 %', '30 %'],
    ['done\r', 'done'],
    ['done\r\r', 'done'],
    ['\u001b]0;no end\nnext', '\ufffdnext'],
    ['\u001b[2K\r50 %', '50 %'],
    ['bell\u0007 null\u0000', 'bell\ufffd null\ufffd'],
    ['\u009b31mC1', '\ufffd31mC1'],
    ['safe\u202efdp.exe', 'safe\ufffdfdp.exe'],
    ['', ''],
  ])('makes of %j %j', (text, expected) => {
    expect(plainLine(text)).toBe(expected);
  });

  it('is quick with an escape that never ends', () => {
    expect(plainLine(`\u001b]${'x'.repeat(200_000)}`)).toBe('');
    expect(plainLine('\u001b['.repeat(50_000))).not.toContain('\u001b');
  });

  it('is quick with returns that end nothing', () => {
    expect(plainLine(`${'\r'.repeat(1_000_000)}x`)).toBe('x');
  });
});
