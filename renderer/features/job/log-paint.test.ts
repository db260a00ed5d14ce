import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, leastContrast, paintOf, parseHex, readable, surfaces } from './log-paint.ts';
import { plainStyle, restyle } from './log-style.ts';

const tokens = readFileSync(new URL('../../styles/tokens.css', import.meta.url), 'utf8');

/** A token's colours in light and in dark. */
function token(name: string): { light: string; dark: string } {
  const [, light = '', dark = ''] =
    new RegExp(`--color-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens) ?? [];
  return { light, dark };
}

const themes = ['light', 'dark'] as const;
const paint = (parameters: string) => paintOf(restyle(plainStyle, parameters));

/** What a colour of a paint is in a theme. */
function inTheme(colour: string, theme: (typeof themes)[number]): string {
  const name = /^var\(--color-([\w-]+)\)$/.exec(colour)?.[1];
  if (name !== undefined) return token(name)[theme];
  const [, light = '', dark = ''] = /^light-dark\((\S+), (\S+)\)$/.exec(colour) ?? [];
  return light === '' ? colour : theme === 'light' ? light : dark;
}

const contrastOf = (one: string, other: string) => contrast(parseHex(one), parseHex(other));

/** The contrast of a style's text with its ground, or with that of the log. */
function contrastIn(parameters: string, theme: (typeof themes)[number]): number {
  const { color = 'var(--color-ink)', background = 'var(--color-sunken)' } = paint(parameters);
  return contrastOf(inTheme(color, theme), inTheme(background, theme));
}

describe('the theme', () => {
  it('has the surfaces that colours are reckoned for', () => {
    for (const name of ['sunken', 'ink'] as const) {
      expect({ light: surfaces.light[name], dark: surfaces.dark[name] }).toEqual(token(name));
    }
  });
});

describe('paintOf', () => {
  const colours = Array.from({ length: 256 }, (_, index) => index);

  it.each(themes)('keeps each of the 256 colours readable in %s, as text, as ground and turned over', (theme) => {
    for (const index of colours) {
      for (const parameters of [`38;5;${index}`, `48;5;${index}`, `7;38;5;${index}`, `7;48;5;${index}`]) {
        expect(contrastIn(parameters, theme), parameters).toBeGreaterThanOrEqual(leastContrast);
      }
    }
  });

  it.each(themes)('keeps pairs of colours readable in %s', (theme) => {
    for (const index of colours) {
      for (const parameters of [`38;5;${index};48;5;${(index * 7) % 256}`, `38;2;${index};0;0;48;2;${index};9;9`]) {
        expect(contrastIn(parameters, theme), parameters).toBeGreaterThanOrEqual(leastContrast);
        expect(contrastIn(`7;${parameters}`, theme), parameters).toBeGreaterThanOrEqual(leastContrast);
      }
    }
  });

  it.each(themes)('has a readable ink for dim text in %s', (theme) => {
    expect(contrastIn('2', theme)).toBeGreaterThanOrEqual(leastContrast);
  });

  it('takes the first 16 colours from the theme', () => {
    expect(paint('31')).toEqual({ color: 'var(--color-ansi-1)' });
    expect(paint('38;5;9')).toEqual(paint('91'));
  });

  it('swaps the colours of plain text that is turned over', () => {
    expect(paint('7')).toEqual({ color: 'var(--color-sunken)', background: 'var(--color-ink)' });
  });

  it('changes no colour of a plain style', () => {
    expect(paintOf(plainStyle)).toEqual({});
  });

  it('keeps a colour of the job in its paint only as digits', () => {
    expect(JSON.stringify(paint('38;2;1;2;3;48;5;20'))).toMatch(
      /^\{"color":"#[0-9a-f]{6}","background":"#[0-9a-f]{6}"\}$/,
    );
  });
});

describe('readable', () => {
  it('leaves what can be read as it is, and changes the rest no more than needed', () => {
    expect(readable([255, 255, 255], [0, 0, 0])).toEqual([255, 255, 255]);
    const lifted = contrast(readable([0, 0, 139], [11, 12, 15]), [11, 12, 15]);
    expect(lifted).toBeGreaterThanOrEqual(leastContrast);
    expect(lifted).toBeLessThan(leastContrast + 0.5);
  });
});
