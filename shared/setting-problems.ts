import { z } from 'zod';
import { plainProblems } from './languages/en/plain-problems.ts';

export type PlainProblem = keyof typeof plainProblems;

const isPlainProblem = (key: unknown): key is PlainProblem =>
  typeof key === 'string' && Object.hasOwn(plainProblems, key);

/** What is wrong with a value of a setting, to be said in any language. */
export const problemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['no_number', 'not_whole']) }),
  z.object({ kind: z.literal('too_small'), least: z.number() }),
  z.object({ kind: z.enum(['too_large', 'too_many', 'too_long']), most: z.number() }),
  z.object({ kind: z.literal('plain'), problem: z.custom<PlainProblem>(isPlainProblem) }),
]);
export type Problem = z.infer<typeof problemSchema>;

/** What the schemas of the settings complain about first. */
export function problemOf(issues: readonly z.core.$ZodIssue[]): Problem {
  const [issue] = issues;
  if (issue === undefined) return plain('notAccepted');
  // Of “auto or a number”, what is wrong with the number is what helps.
  if (issue.code === 'invalid_union') return problemOf(issue.errors.at(-1) ?? []);
  const said = Object.keys(plainProblems).find((key) => isPlainProblem(key) && plainProblems[key] === issue.message);
  if (isPlainProblem(said)) return plain(said);
  if (issue.code === 'invalid_type' && issue.expected === 'number') return { kind: 'no_number' };
  if (issue.code === 'invalid_type' && issue.expected === 'int') return { kind: 'not_whole' };
  if (issue.code === 'too_small' && issue.origin === 'number') {
    return { kind: 'too_small', least: Number(issue.minimum) };
  }
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum);
    if (issue.origin === 'int') return { kind: 'not_whole' };
    if (issue.origin === 'number') return { kind: 'too_large', most };
    if (issue.origin === 'array') return { kind: 'too_many', most };
    if (issue.origin === 'string') return { kind: 'too_long', most };
  }
  return plain('notAccepted');
}

const plain = (problem: PlainProblem): Problem => ({ kind: 'plain', problem });
