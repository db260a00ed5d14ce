import { z } from 'zod';
import type { SettingPath } from '../../../shared/setting-paths.ts';
import type { Words } from '../../language/words.ts';
import { sayValue } from './registry/say-value.ts';

/** How a setting would change, in words. */
export type SaidChange =
  | { kind: 'value'; from: string; to: string }
  /** Of a list: what comes and goes. */
  | { kind: 'list'; added: readonly string[]; removed: readonly string[] };

const textsSchema = z.array(z.string());

export function sayChange(path: SettingPath, from: unknown, to: unknown, words: Words): SaidChange {
  const before = textsSchema.safeParse(from);
  const after = textsSchema.safeParse(to);
  if (before.success && after.success) {
    const added = after.data.filter((entry) => !before.data.includes(entry));
    const removed = before.data.filter((entry) => !after.data.includes(entry));
    // Where only the order is another, the lists themselves say it.
    if (added.length + removed.length > 0) return { kind: 'list', added, removed };
  }
  return { kind: 'value', from: sayValue(path, from, words), to: sayValue(path, to, words) };
}
