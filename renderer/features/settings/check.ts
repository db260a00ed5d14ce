import type { z } from 'zod';
import { problemOf } from '../../../shared/setting-problems.ts';
import type { TypedProblem } from './say-problem.ts';

export type Checked<T> = { ok: true; value: T } | { ok: false; problem: TypedProblem };

/** Checks a value against a setting's schema; the problem is the first that the schema has with it. */
export function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const result = schema.safeParse(value);
  return result.success ? { ok: true, value: result.data } : { ok: false, problem: problemOf(result.error.issues) };
}

/** The number that a person typed; NaN for what is none, so that the schema refuses it. */
export function numberIn(text: string): number {
  const clean = text.trim().replace(',', '.');
  return /^-?\d+(?:\.\d+)?$/.test(clean) ? Number(clean) : Number.NaN;
}

interface ListSchemas {
  entry: z.ZodType<string>;
  list: z.ZodType<string[]>;
}

/** Checks an entry to add to a list against the schemas and what is there. */
export function checkEntry({ entry, list }: ListSchemas, text: string, present: readonly string[]): Checked<string> {
  const checked = check(entry, text);
  if (!checked.ok) return checked;
  if (present.includes(checked.value)) return { ok: false, problem: { kind: 'present', entry: checked.value } };
  const fits = list.safeParse([...present, checked.value]).success;
  return fits ? checked : { ok: false, problem: { kind: 'full', count: present.length } };
}

/** The words of a text, which stand apart by spaces, commas or lines. */
export const wordsIn = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== '');
