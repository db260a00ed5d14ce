import { z } from 'zod';
import { packageIndexSchema } from '../../../../shared/egress.ts';
import { presetOf, type SettingPath } from '../../../../shared/setting-paths.ts';
import { formatBytes, formatSeconds } from '../../../../shared/units.ts';
import type { Unit } from './entry.ts';
import { entryOf } from './registry.ts';

const textsSchema = z.array(z.string());
const indexesSchema = z.array(packageIndexSchema);

/** A value of a setting in words, whole: `300 seconds (5 min)`, `On`, `pypi.org, *.hf.co`. */
export function sayValue(path: SettingPath, value: unknown): string {
  const { unit, words } = entryOf(path);
  if (typeof value === 'boolean') return value ? 'On' : 'Off';
  if (typeof value === 'number') return sayNumber(value, unit);
  if (value === 'auto') return 'Automatic';
  if (value === '') return 'None';
  if (typeof value === 'string') return words?.[value] ?? value;
  const texts = textsSchema.safeParse(value);
  if (texts.success) return texts.data.length === 0 ? 'None' : texts.data.join(', ');
  const indexes = indexesSchema.safeParse(value);
  if (indexes.success) {
    return indexes.data.map(({ name, url, packages }) => `${name} (${url}, for ${packages.join(' ')})`).join(', ');
  }
  return JSON.stringify(value) ?? '';
}

export const sayPreset = (path: SettingPath): string => sayValue(path, presetOf(path));

/** What a number means in other words, such as `5 min`; null where there are none. */
export function inOtherWords(value: number, unit: Unit | undefined): string | null {
  if (unit === 'seconds') return value < 60 ? null : formatSeconds(value);
  if (unit === 'MiB') return value < 1024 ? null : formatBytes(value * 1024 ** 2);
  if (unit === 'GiB') return value < 1024 ? null : formatBytes(value * 1024 ** 3);
  return null;
}

function sayNumber(value: number, unit: Unit | undefined): string {
  if (unit === undefined) return String(value);
  const other = inOtherWords(value, unit);
  return other === null ? `${value} ${unit}` : `${value} ${unit} (${other})`;
}
