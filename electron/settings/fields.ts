import type { z } from 'zod';
import {
  defaultSettings,
  type Settings,
  type SettingsSection,
  settingsSchema,
  settingsSections,
} from '../../shared/settings.ts';

/** One setting under its dotted path, such as `setup.network`. */
export interface Field {
  path: string;
  section: SettingsSection;
  key: string;
  schema: z.ZodType;
}

export const fields: readonly Field[] = settingsSections.flatMap((section) =>
  Object.entries(settingsSchema.shape[section].shape).map(([key, schema]) => ({
    path: `${section}.${key}`,
    section,
    key,
    schema,
  })),
);

/** Setting path → value; a path that is absent has its default. */
export type FieldValues = ReadonlyMap<string, unknown>;

/** Whole settings from single values that were each checked before; the defaults fill what is absent. */
export function settingsFrom(values: FieldValues): Settings {
  const whole: Record<string, unknown> = { version: defaultSettings.version };
  for (const section of settingsSections) {
    const part: Record<string, unknown> = { ...defaultSettings[section] };
    for (const field of fields) {
      if (field.section === section && values.has(field.path)) part[field.key] = values.get(field.path);
    }
    whole[section] = part;
  }
  return settingsSchema.parse(whole);
}
