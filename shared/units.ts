import { type Language, localeOf } from './languages/language.ts';

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Made once: making one takes longer than many uses. */
const inEach = (options: Intl.NumberFormatOptions): Readonly<Record<Language, Intl.NumberFormat>> => ({
  en: new Intl.NumberFormat(localeOf.en, options),
  de: new Intl.NumberFormat(localeOf.de, options),
});
const exactly = (digits: number, useGrouping: boolean) =>
  inEach({ minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping });
const atMost = (digits: number) => inEach({ maximumFractionDigits: digits, useGrouping: false });
const decimals = { 0: exactly(0, false), 1: exactly(1, false), 2: exactly(2, false) } as const;
const grouped = { 0: exactly(0, true), 1: exactly(1, true), 2: exactly(2, true) } as const;
const trimmed = { 1: atMost(1), 2: atMost(2) } as const;

/** With exactly so many digits after the point, or the comma. */
export const formatDecimal = (value: number, digits: 0 | 1 | 2, language: Language): string =>
  decimals[digits][language].format(value);

/** With at most so many digits after the point, or the comma: `1.50` → `1.5`. */
export const formatTrimmed = (value: number, digits: 1 | 2, language: Language): string =>
  trimmed[digits][language].format(value);

/** With marks between thousands: `10501.25` → `10,501.3`. */
export const formatGrouped = (value: number, digits: 0 | 1 | 2, language: Language): string =>
  grouped[digits][language].format(value);

/** `1234567` → `1,234,567`. */
export const formatCount = (count: number, language: Language): string => formatGrouped(count, 0, language);

/** `1536` → `1.5 KiB`. */
export function formatBytes(bytes: number, language: Language = 'en'): string {
  let value = bytes;
  let unit = 0;
  // What would be rounded to 1024 is already the next unit.
  while (value >= 1023.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${formatDecimal(value, digits, language)} ${byteUnits[unit]}`;
}

/** Milliseconds as a person reads a stopwatch: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 04 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number, language: Language = 'en'): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${formatDecimal(seconds, 1, language)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number) => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `3600` → `1 h`, `90` → `1 min 30 s`. */
export function formatSeconds(seconds: number): string {
  const parts: string[] = [];
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let rest = Math.round(seconds);
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
