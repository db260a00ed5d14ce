import { z } from 'zod';
import { packageIndexSchema } from '../../../../shared/egress.ts';
import { presetOf, type SettingPath } from '../../../../shared/setting-paths.ts';
import { formatSeconds } from '../../../../shared/units.ts';
import type { Words } from '../../../language/words.ts';
import type { Unit } from './entry.ts';
import { entryOf } from './registry.ts';

const textsSchema = z.array(z.string());
const indexesSchema = z.array(packageIndexSchema);

/** A value of a setting in words, whole: `300 seconds (5 min)`, `On`, `pypi.org, *.hf.co`. */
export function sayValue(path: SettingPath, value: unknown, words: Words): string {
  const { t } = words;
  const { unit, choices } = entryOf(path);
  if (typeof value === 'boolean') return t(value ? 'settings.value.on' : 'settings.value.off');
  if (typeof value === 'number') return sayNumber(value, unit, words);
  if (value === 'auto') return t('settings.value.auto');
  if (value === '' || value === null) return t('settings.value.none');
  if (typeof value === 'string') return choices?.(words)[value] ?? value;
  const texts = textsSchema.safeParse(value);
  if (texts.success) return texts.data.length === 0 ? t('settings.value.none') : texts.data.join(', ');
  const indexes = indexesSchema.safeParse(value);
  if (indexes.success) {
    return indexes.data
      .map(({ name, url, packages }) => t('settings.value.index', { name, url, packages: packages.join(' ') }))
      .join(', ');
  }
  return JSON.stringify(value) ?? '';
}

export const sayPreset = (path: SettingPath, words: Words): string => sayValue(path, presetOf(path), words);

/** What a number means in other words, such as `5 min`; null where there are none. */
export function inOtherWords(value: number, unit: Unit | undefined, { formatBytes }: Words): string | null {
  if (unit === 'seconds') return value < 60 ? null : formatSeconds(value);
  if (unit === 'MiB') return value < 1024 ? null : formatBytes(value * 1024 ** 2);
  if (unit === 'GiB') return value < 1024 ? null : formatBytes(value * 1024 ** 3);
  return null;
}

/** What stands behind a number of this unit. */
export const sayUnit = (unit: Unit, count: number, { t }: Words): string =>
  unit === 'seconds' ? t('settings.unit.seconds', { count }) : t(`settings.unit.${unit}`);

/** A number as it is typed: whole, and without marks between its thousands. */
export const typedNumber = (value: number, { language }: Words): string =>
  language === 'en' ? String(value) : String(value).replace('.', ',');

function sayNumber(value: number, unit: Unit | undefined, words: Words): string {
  const number = typedNumber(value, words);
  if (unit === undefined) return number;
  const other = inOtherWords(value, unit, words);
  const said = { number, unit: sayUnit(unit, value, words) };
  return other === null
    ? words.t('settings.value.number', said)
    : words.t('settings.value.numberAlso', { ...said, other });
}
