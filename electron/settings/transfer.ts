import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
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
  const refuse = (path: string, reason: string, problem?: Problem) => {
    if (preview.refused.length >= mostRefused) return;
    preview.refused.push({ path: path.slice(0, 200), reason, ...(problem && { problem }) });
  };
  for (const { path, value } of entriesOf(settings, refuse)) {
    const field = fields.find((each) => each.path === path);
    if (field === undefined || !isSettingPath(path)) {
      refuse(path, 'This version of the app has no such setting.');
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
  if (Buffer.byteLength(text) > mostBytes) throw noSettings('It is too large to be one.');
  let raw: unknown;
  try {
    // Editors on Windows put a byte order mark there.
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw noSettings('It is not JSON, or it was cut off.');
  }
  const strange = strangeness(raw);
  if (strange !== null) throw noSettings(strange);
  const app = z.object({ app: z.unknown() }).safeParse(raw);
  if (!app.success || app.data.app === undefined) throw noSettings('It does not say that it is from this app.');
  if (app.data.app !== appName) throw noSettings('It was written by another app.');
  const parsed = transferSchema.safeParse(raw);
  if (!parsed.success) throw noSettings('It names no version, or no settings.');
  const { version, settings } = parsed.data;
  if (version > settingsVersion) {
    throw noSettings('It was written by a newer version of this app.', 'Update the app, then import the file again.');
  }
  const { version: _, ...migrated } = migrateSettings({ ...settings, version });
  return migrated;
}

/** What no file that this app wrote has in it; null for nothing. Goes down step by step, so no depth is too much. */
function strangeness(raw: unknown): string | null {
  let level: unknown[] = [raw];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return 'It is nested too deeply to be one.';
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) return 'It holds a name that no setting has (__proto__).';
      for (const inner of Object.values(value)) below.push(inner);
    }
    level = below;
  }
  return null;
}

const partSchema = z.record(z.string(), z.unknown());

function entriesOf(
  settings: Readonly<Record<string, unknown>>,
  refuse: (path: string, reason: string) => void,
): { path: string; value: unknown }[] {
  return Object.entries(settings).flatMap(([section, raw]) => {
    const part = partSchema.safeParse(raw);
    if (part.success) return Object.entries(part.data).map(([key, value]) => ({ path: `${section}.${key}`, value }));
    refuse(section, 'Not a group of settings.');
    return [];
  });
}

type CheckedField = { ok: true; value: unknown } | { ok: false; reason: string; problem: Problem };

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

function reasonOf(issues: readonly z.core.$ZodIssue[]): string {
  const [issue] = issues;
  if (issue === undefined) return 'Not accepted.';
  // Of “auto or a number”, what is wrong with the number is what helps.
  if (issue.code === 'invalid_union') return reasonOf(issue.errors.at(-1) ?? []);
  return issue.message;
}

const timeoutPaths: readonly string[] = ['limits.defaultTimeoutSeconds', 'limits.maxTimeoutSeconds'];

/** Two settings that are each valid, and not with each other. */
function refuseCrossedTimeouts(preview: ImportPreview, { limits }: Settings): void {
  const next = (path: string, now: number) => Number(preview.changes.find((each) => each.path === path)?.to ?? now);
  const usual = next('limits.defaultTimeoutSeconds', limits.defaultTimeoutSeconds);
  const longest = next('limits.maxTimeoutSeconds', limits.maxTimeoutSeconds);
  if (usual <= longest) return;
  const reason = `The default job timeout would be more than the longest job timeout (${usual} s and ${longest} s).`;
  for (const { path } of preview.changes.filter((each) => timeoutPaths.includes(each.path))) {
    preview.refused.push({ path, reason });
  }
  preview.changes = preview.changes.filter((each) => !timeoutPaths.includes(each.path));
}

/** A file that is no file of settings, with the reason. */
export function noSettings(reason: string, advice?: string): AppError {
  return new AppError({
    code: 'invalid_settings',
    message: `This file could not be imported. ${reason}`,
    retryable: true,
    remedy: {
      text: advice ?? 'Choose a file that “Export…” has written in this app. Nothing was changed.',
    },
  });
}
