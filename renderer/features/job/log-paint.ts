import { createColorPalette } from 'ansi-sequence-parser';
import type { LogColour, LogStyle } from './log-style.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of the themes that text of the log stands on and is written in by itself; tokens of the same name. */
export const surfaces = {
  light: { sunken: '#f0f0f4', ink: '#1a1b22' },
  dark: { sunken: '#0b0c0f', ink: '#ececf1' },
} as const;

/** Contrast that small text needs to be read. */
export const leastContrast = 4.5;

/** How a span looks, as inline style: both colours of each pair are readable on each other. */
export interface Paint {
  color?: string;
  background?: string;
}

const palette = createColorPalette();
const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** The colours of a style, fit for the surface in light and in dark. */
export const paintOf = (style: LogStyle): Paint => (style.inverse ? inverted(style) : upright(style));

function upright({ foreground, background, dim }: LogStyle): Paint {
  if (background !== null) return onFill(foreground, background);
  if (foreground === null) return dim ? { color: 'var(--color-ink-3)' } : {};
  const color = inkOf(foreground);
  // In linear light, so that the mixture is as readable as the worse of the two.
  return { color: dim ? `color-mix(in srgb-linear, ${color} 55%, var(--color-ink-3))` : color };
}

function inverted({ foreground, background }: LogStyle): Paint {
  if (background !== null && foreground !== null) return onFill(background, foreground);
  if (background === null) {
    return { color: 'var(--color-sunken)', background: foreground === null ? 'var(--color-ink)' : inkOf(foreground) };
  }
  return { color: bothThemes(rgbOf(background), 'ink'), background: 'var(--color-ink)' };
}

function onFill(ink: LogColour | null, fill: LogColour): Paint {
  const ground = rgbOf(fill);
  const plain = contrast(white, ground) >= contrast(black, ground) ? white : black;
  return { color: hexOf(readable(ink === null ? plain : rgbOf(ink), ground)), background: hexOf(ground) };
}

/** The first 16 colours are the theme's own; the others are brought to where they can be read. */
const inkOf = (colour: LogColour) =>
  colour.kind === 'indexed' && colour.index < 16
    ? `var(--color-ansi-${colour.index})`
    : bothThemes(rgbOf(colour), 'sunken');

const bothThemes = (rgb: Rgb, ground: 'sunken' | 'ink') =>
  `light-dark(${hexOf(readable(rgb, parseHex(surfaces.light[ground])))}, ${hexOf(readable(rgb, parseHex(surfaces.dark[ground])))})`;

function rgbOf(colour: LogColour): Rgb {
  if (colour.kind === 'rgb') return [colour.red, colour.green, colour.blue];
  return parseHex(palette.value({ type: 'table', index: colour.index }));
}

/** The colour itself where it can be read on the ground, else as little as needed lighter or darker. */
export function readable(rgb: Rgb, ground: Rgb): Rgb {
  if (contrast(rgb, ground) >= leastContrast) return rgb;
  const towards = contrast(white, ground) >= contrast(black, ground) ? white : black;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 8; step += 1) {
    const share = (low + high) / 2;
    if (contrast(mix(rgb, towards, share), ground) >= leastContrast) high = share;
    else low = share;
  }
  return mix(rgb, towards, high);
}

/** Contrast of two colours as the Web Content Accessibility Guidelines reckon it, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(byte: number): number {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  Math.round(from[0] + (to[0] - from[0]) * share),
  Math.round(from[1] + (to[1] - from[1]) * share),
  Math.round(from[2] + (to[2] - from[2]) * share),
];

export const parseHex = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

const hexOf = (rgb: Rgb) => `#${rgb.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
