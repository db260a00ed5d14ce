import type { z } from 'zod';

export type Checked<T> = { ok: true; value: T } | { ok: false; error: string };

/** Checks a value against a setting's schema; the error is the first sentence that the schema has about it. */
export function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const result = schema.safeParse(value);
  return result.success ? { ok: true, value: result.data } : { ok: false, error: sentenceOf(result.error.issues) };
}

function sentenceOf(issues: readonly z.core.$ZodIssue[]): string {
  const [issue] = issues;
  if (issue === undefined) return 'Not accepted.';
  // Of “auto or a number”, what is wrong with the number is what helps.
  if (issue.code === 'invalid_union') return sentenceOf(issue.errors.at(-1) ?? []);
  return issue.message;
}

/** The number that a person typed; NaN for what is none, so that the schema complains in its own words. */
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
  if (present.includes(checked.value)) return { ok: false, error: `${checked.value} is there already.` };
  const fits = list.safeParse([...present, checked.value]).success;
  return fits ? checked : { ok: false, error: `The list is full: it has ${present.length} entries.` };
}

/** The words of a text, which stand apart by spaces, commas or lines. */
export const wordsIn = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== '');
