import { defaultSettings, type Settings, type SettingsPatch, settingsPatchSchema, settingsSchema } from './settings.ts';

type Parts = Omit<Settings, 'version'>;

/** A single setting, such as `setup.network`. */
export type SettingPath = {
  [S in keyof Parts]: `${S}.${Extract<keyof Parts[S], string>}`;
}[keyof Parts];

type ValueIn<P, S extends keyof Parts> = P extends `${S}.${infer K}`
  ? K extends keyof Parts[S]
    ? Parts[S][K]
    : never
  : never;
type ValueAt<P extends SettingPath> = { [S in keyof Parts]: ValueIn<P, S> }[keyof Parts];

/** The settings that have a `T` and nothing else. */
export type PathOf<T> = {
  [P in SettingPath]: [ValueAt<P>] extends [T] ? ([T] extends [ValueAt<P>] ? P : never) : never;
}[SettingPath];

/** Setting path → value. */
export type SettingValues = ReadonlyMap<SettingPath, unknown>;

const byPath = ({ version: _, ...sections }: Settings): Map<string, unknown> =>
  new Map(
    Object.entries(sections).flatMap(([section, part]) =>
      Object.entries(part).map(([key, value]): [string, unknown] => [`${section}.${key}`, value]),
    ),
  );

const presets = byPath(defaultSettings);

export const isSettingPath = (path: string): path is SettingPath => presets.has(path);

/** Every setting, in the order in which they are kept. */
export const settingPaths: readonly SettingPath[] = [...presets.keys()].filter(isSettingPath);

export const valueAt = (settings: Settings, path: SettingPath): unknown => byPath(settings).get(path);

export const presetOf = (path: SettingPath): unknown => presets.get(path);

/** Whether two values of one setting are the same; the order of a list counts. */
export const sameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The settings that are not at their default, in the order in which they are kept. */
export function changedPaths(settings: Settings): SettingPath[] {
  const values = byPath(settings);
  return settingPaths.filter((path) => !sameValue(values.get(path), presets.get(path)));
}

/**
 * The change that gives these settings these values.
 * @throws ZodError where a value is not one that its setting can have
 */
export const patchOf = (values: SettingValues): SettingsPatch => settingsPatchSchema.parse(nested(values));

/**
 * `settings` with these values in place of their own.
 * @throws ZodError where a value is not one that its setting can have
 */
export const withValues = (settings: Settings, values: SettingValues): Settings =>
  settingsSchema.parse({ ...nested(new Map([...byPath(settings), ...values])), version: settings.version });

/** Values by their dotted path, as sections with keys. */
export function nested(values: ReadonlyMap<string, unknown>): Record<string, Record<string, unknown>> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of values) {
    const [section = '', key = ''] = path.split('.');
    sections[section] = { ...sections[section], [key]: value };
  }
  return sections;
}
