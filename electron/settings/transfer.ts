import { z } from 'zod';
import { AppError, type Failure, type Sentence } from '../../shared/errors.ts';
import { advice, type Sayable, sentence } from '../../shared/languages/sentence.ts';
import { changedPaths, isSettingPath, nested, sameValue, valueAt } from '../../shared/setting-paths.ts';
import { type Problem, problemOf } from '../../shared/setting-problems.ts';
import { type Settings, settingsVersion } from '../../shared/settings.ts';
import type { ImportPreview } from '../../shared/settings-transfer.ts';
import { type Field, fields } from './fields.ts';
import { migrateSettings } from './migrations.ts';

/** Says whose settings a file holds. */
const appName = 'computeswarm-seller';

/** Bytes: far more than every setting at its largest. */
export const mostBytes = 1024 * 1024;
/** A list of indexes with its rules is six levels down. */
const deepest = 12;
/** A file of rubbish has no more to say after so many lines. */
const mostRefused = 50;

/** The settings that are not at their default, as the text of a file for another computer. */
export function exportSettings(settings: Settings): string {
  const changed = nested(new Map(changedPaths(settings).map((path) => [path, valueAt(settings, path)])));
  return `${JSON.stringify({ app: appName, version: settings.version, settings: changed }, null, 2)}\n`;
}

type Refuse = (path: string, reason: Sentence, problem?: Problem) => void;

interface Present {
  /** What the seller decided, without what the environment overrides. */
  stored: Settings;
  /** Setting path → the variable that decides it. */
  locked: Readonly<Record<string, string>>;
}

/**
 * What a file of settings would change. Each setting is checked for itself: one that is not valid is refused with its
 * reason, the others can still be taken over.
 * @throws AppError `invalid_settings` for what is no such file at all
 */
export function previewImport(file: string, text: string, { stored, locked }: Present): ImportPreview {
  const settings = readTransfer(text);
  const preview: ImportPreview = { file, changes: [], unchanged: 0, refused: [], locked: [] };
  const refuse: Refuse = (path, { message: reason, said }, problem) => {
    if (preview.refused.length < mostRefused)
      preview.refused.push({ path: path.slice(0, 200), reason, said, ...(problem && { problem }) });
  };
  for (const { path, value } of entriesOf(settings, refuse)) {
    const field = fields.find((each) => each.path === path);
    if (field === undefined || !isSettingPath(path)) {
      refuse(path, sentence('import_unknown_setting'));
      continue;
    }
    const checked = checkField(field, value);
    const variable = locked[path];
    if (!checked.ok) refuse(path, checked.reason, checked.problem);
    else if (variable !== undefined) preview.locked.push({ path, variable });
    else if (sameValue(checked.value, valueAt(stored, path))) preview.unchanged += 1;
    else preview.changes.push({ path, from: valueAt(stored, path), to: checked.value });
  }
  refuseCrossedTimeouts(preview, stored);
  return preview;
}

const transferSchema = z.object({
  app: z.literal(appName),
  version: z.number().int().min(1),
  settings: z.record(z.string(), z.unknown()),
});

/** The settings of the file, in the shape of the present version. */
function readTransfer(text: string): Readonly<Record<string, unknown>> {
  if (Buffer.byteLength(text) > mostBytes) throw noSettings(sentence('import_too_large'));
  let raw: unknown;
  try {
    // Editors on Windows put a byte order mark there.
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw noSettings(sentence('import_not_json'));
  }
  const strange = strangeness(raw);
  if (strange !== null) throw noSettings(strange);
  const app = z.object({ app: z.unknown() }).safeParse(raw);
  if (!app.success || app.data.app === undefined) throw noSettings(sentence('import_nameless'));
  if (app.data.app !== appName) throw noSettings(sentence('import_of_other_app'));
  const parsed = transferSchema.safeParse(raw);
  if (!parsed.success) throw noSettings(sentence('import_incomplete'));
  const { version, settings } = parsed.data;
  if (version > settingsVersion) {
    throw noSettings(sentence('import_of_newer_version'), advice('update_and_import_again'));
  }
  const { version: _, ...migrated } = migrateSettings({ ...settings, version });
  return migrated;
}

/** What no file that this app wrote has in it; null for nothing. Goes down step by step, so no depth is too much. */
function strangeness(raw: unknown): Sayable | null {
  let level: unknown[] = [raw];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return sentence('import_too_deep');
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) return sentence('import_strange_name');
      for (const inner of Object.values(value)) below.push(inner);
    }
    level = below;
  }
  return null;
}

const partSchema = z.record(z.string(), z.unknown());

function entriesOf(settings: Readonly<Record<string, unknown>>, refuse: Refuse): { path: string; value: unknown }[] {
  return Object.entries(settings).flatMap(([section, raw]) => {
    const part = partSchema.safeParse(raw);
    if (part.success) return Object.entries(part.data).map(([key, value]) => ({ path: `${section}.${key}`, value }));
    refuse(section, sentence('import_no_group'));
    return [];
  });
}

type CheckedField = { ok: true; value: unknown } | { ok: false; reason: Sentence; problem: Problem };

function checkField({ schema }: Field, value: unknown): CheckedField {
  const result = schema.safeParse(value);
  if (!result.success) {
    const { issues } = result.error;
    return { ok: false, reason: reasonOf(issues), problem: problemOf(issues) };
  }
  const list = z.array(z.string()).safeParse(result.data);
  // As the store keeps it: nothing twice.
  return { ok: true, value: list.success ? [...new Set(list.data)] : result.data };
}

function reasonOf(issues: readonly z.core.$ZodIssue[]): Sentence {
  const [issue] = issues;
  if (issue === undefined) return sentence('import_not_accepted');
  // Of “auto or a number”, what is wrong with the number is what helps.
  if (issue.code === 'invalid_union') return reasonOf(issue.errors.at(-1) ?? []);
  return { message: issue.message };
}

const timeoutPaths: readonly string[] = ['limits.defaultTimeoutSeconds', 'limits.maxTimeoutSeconds'];

/** Two settings that are each valid, and not with each other. */
function refuseCrossedTimeouts(preview: ImportPreview, { limits }: Settings): void {
  const next = (path: string, now: number) => Number(preview.changes.find((each) => each.path === path)?.to ?? now);
  const usual = next('limits.defaultTimeoutSeconds', limits.defaultTimeoutSeconds);
  const longest = next('limits.maxTimeoutSeconds', limits.maxTimeoutSeconds);
  if (usual <= longest) return;
  const { message: reason, said } = sentence('import_timeouts_crossed', { usual, longest });
  for (const { path } of preview.changes.filter((each) => timeoutPaths.includes(each.path))) {
    preview.refused.push({ path, reason, said });
  }
  preview.changes = preview.changes.filter((each) => !timeoutPaths.includes(each.path));
}

/** A file that is no file of settings, with the reason. */
export function noSettings(
  { said: reason }: Sayable,
  remedy: NonNullable<Failure['remedy']> = advice('choose_exported_file'),
): AppError {
  return new AppError({
    code: 'invalid_settings',
    ...sentence('import_refused', { reason }),
    retryable: true,
    remedy,
  });
}
