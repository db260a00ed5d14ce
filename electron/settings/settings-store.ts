import { constants, copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, type Failure, type Sentence } from '../../shared/errors.ts';
import { advice, type Sayable, sentence } from '../../shared/languages/sentence.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
  type SettingsView,
  settingsPatchSchema,
  settingsVersion,
} from '../../shared/settings.ts';
import { writeFailure } from '../files/write-failure.ts';
import { readOverrides } from './environment.ts';
import { fields, settingsFrom } from './fields.ts';
import { migrateSettings } from './migrations.ts';

export interface SettingsStore {
  view(): SettingsView;
  /** What the seller decided, without what the environment overrides. */
  stored(): Settings;
  /**
   * Changes some settings; what is returned has been written.
   * @throws AppError `invalid_settings` (also for a setting that a variable decides), `disk_full`, `internal`; nothing
   * has changed then
   */
  update(patch: SettingsPatch): SettingsView;
  dismissNotices(): SettingsView;
  /** Calls back with each new view until the returned function is called. */
  onChange(listener: (view: SettingsView) => void): () => void;
}

export interface SettingsStoreOptions {
  /** Holds `settings.json` and, if the seller wants one, `.env`. */
  dataFolder: string;
  environment: Readonly<NodeJS.ProcessEnv>;
  /** What else a person should know, found by other parts of the app when it started. */
  notices?: readonly Sentence[];
}

/** Opens the settings. A file that cannot be used as it is, is kept aside and said so in the view's notices. */
export function openSettingsStore({
  dataFolder,
  environment,
  notices: others = [],
}: SettingsStoreOptions): SettingsStore {
  const file = join(dataFolder, 'settings.json');
  const opened = readSettingsFile(file);
  const dotenv = readText(join(dataFolder, '.env'));
  const overrides = readOverrides(environment, dotenv.text ?? '');
  const listeners = new Set<(view: SettingsView) => void>();
  const stored = new Map(opened.values);
  let notices = [...others, ...opened.notices, ...overrides.notices];
  if (dotenv.problem) notices.push(sentence('dotenv_unreadable', { words: dotenv.problem }));

  const inForce = (values: ReadonlyMap<string, unknown>): Settings =>
    settingsFrom(new Map([...values, ...overrides.values]));
  let values = inForce(stored);

  const view = (): SettingsView => ({ values, locked: overrides.locked, notices });
  const announce = (): SettingsView => {
    const now = view();
    for (const listener of listeners) listener(now);
    return now;
  };

  return {
    view,
    stored: () => settingsFrom(stored),

    update(patch) {
      const changes = changesOf(patch);
      const next = new Map(stored);
      for (const [path, value] of changes) {
        const variable = overrides.locked[path];
        if (variable === undefined) next.set(path, value);
        else if (!same(value, overrides.values.get(path))) {
          throw invalid(
            [`${path}: is decided by the variable ${variable}.`],
            sentence('setting_decided_by_variable', { variable }),
            advice('change_variable', { variable }),
          );
        }
      }
      const settings = inForce(next);
      checkTimeouts(changes, settings);
      try {
        writeAtomically(file, settingsFrom(next));
      } catch (error) {
        throw new AppError(writeFailure(error, 'settings'), { cause: error });
      }
      for (const [path, value] of next) stored.set(path, value);
      values = settings;
      return announce();
    },

    dismissNotices() {
      notices = [];
      return announce();
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Setting path → new value, each checked. */
function changesOf(patch: SettingsPatch): Map<string, unknown> {
  const parsed = settingsPatchSchema.safeParse(patch);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw invalid(
      parsed.error.issues.map((issue) => `${issue.path.slice(0, 2).join('.')}: ${issue.message}`),
      first ? { message: first.message } : sentence('settings_not_valid'),
    );
  }
  const changes = new Map<string, unknown>();
  for (const { path, section, key } of fields) {
    const value = Object.entries(parsed.data[section] ?? {}).find(([name]) => name === key)?.[1];
    if (value !== undefined) changes.set(path, Array.isArray(value) ? [...new Set(value)] : value);
  }
  return changes;
}

function checkTimeouts(changes: ReadonlyMap<string, unknown>, { limits }: Settings): void {
  const changed = ['limits.defaultTimeoutSeconds', 'limits.maxTimeoutSeconds'].find((path) => changes.has(path));
  if (changed === undefined || limits.defaultTimeoutSeconds <= limits.maxTimeoutSeconds) return;
  const { defaultTimeoutSeconds: usual, maxTimeoutSeconds: longest } = limits;
  const crossed = sentence('timeouts_crossed', { usual, longest });
  throw invalid([`${changed}: ${crossed.message}`], crossed);
}

function invalid(
  details: string[],
  why: Sentence,
  remedy: NonNullable<Failure['remedy']> = advice('correct_and_save_again'),
): AppError {
  return new AppError({ code: 'invalid_settings', ...why, retryable: false, remedy, details });
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface ReadSettings {
  values: ReadonlyMap<string, unknown>;
  notices: Sentence[];
}

const rawSchema = z.record(z.string(), z.unknown());

function readSettingsFile(file: string): ReadSettings {
  const { text, problem } = readText(file);
  if (problem) {
    return { values: new Map(), notices: [sentence('settings_unreadable', { words: problem })] };
  }
  if (text === null) return { values: new Map(), notices: [] };
  const raw = parseRaw(text);
  if (!raw) {
    const old = replace(file, defaultSettings).said;
    return { values: new Map(), notices: [sentence('settings_damaged', { file: old })] };
  }
  const migrated = migrateSettings(raw);
  const { values, wrong } = validFields(migrated);
  const otherVersion = migrated.version !== settingsVersion;
  if (!otherVersion && wrong.length === 0) return { values, notices: [] };
  const old = replace(file, settingsFrom(values)).said;
  if (wrong.length === 0) return { values, notices: [sentence('settings_of_other_version', { file: old })] };
  const reset = otherVersion ? 'settings_of_other_version_reset' : 'settings_reset';
  return { values, notices: [sentence(reset, { settings: wrong.join(', '), file: old })] };
}

function parseRaw(text: string): Record<string, unknown> | null {
  try {
    return rawSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The fields that are there and valid, and the paths of those that are there and are not. */
function validFields(raw: Readonly<Record<string, unknown>>): { values: Map<string, unknown>; wrong: string[] } {
  const values = new Map<string, unknown>();
  const wrong: string[] = [];
  for (const { path, section, key, schema } of fields) {
    const part = rawSchema.safeParse(raw[section] ?? {});
    if (!part.success) {
      if (!wrong.includes(section)) wrong.push(section);
      continue;
    }
    if (!Object.hasOwn(part.data, key)) continue;
    const value = schema.safeParse(part.data[key]);
    if (value.success) values.set(path, value.data);
    else wrong.push(path);
  }
  return { values, wrong };
}

/** The text of a file, null where there is none. */
function readText(file: string): { text: string | null; problem?: string } {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT' ? { text: null } : { text: null, problem: code };
  }
}

/** Puts good settings in the place of a file that is kept aside; returns the sentence that says where it is. */
function replace(file: string, settings: Settings): Sayable {
  const aside = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  try {
    copyFileSync(file, aside, constants.COPYFILE_EXCL);
    writeAtomically(file, settings);
    return sentence('old_file_kept', { file: aside });
  } catch (error) {
    return sentence('old_file_in_place', { reason: writeFailure(error, 'corrected_settings').said });
  }
}

/** Either the whole new file is there afterwards, or the old one. */
function writeAtomically(file: string, settings: Settings): void {
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, `${JSON.stringify(settings, null, 2)}\n`, { flush: true, mode: 0o600 });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
