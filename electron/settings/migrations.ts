import { settingsVersion } from '../../shared/settings.ts';

export type RawSettings = Readonly<Record<string, unknown>>;

/** Step n brings a settings file from version n + 1 to n + 2. Steps are only ever added. */
const steps: readonly ((settings: RawSettings) => RawSettings)[] = [];

/** Brings what an older version wrote to the present one. What names no known version is left as it is. */
export function migrateSettings(settings: RawSettings, path = steps, target: number = settingsVersion): RawSettings {
  let migrated = settings;
  for (let version = Number(settings.version); version >= 1 && version < target; version += 1) {
    const step = path[version - 1];
    if (!step) break;
    migrated = { ...step(migrated), version: version + 1 };
  }
  return migrated;
}
