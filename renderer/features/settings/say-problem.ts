import type { Problem } from '../../../shared/setting-problems.ts';
import type { Words } from '../../language/words.ts';
import type { Unit } from './registry/entry.ts';
import { typedNumber } from './registry/say-value.ts';

/** What is wrong with something that was typed. */
export type TypedProblem =
  | Problem
  /** The list has the entry already. */
  | { kind: 'present'; entry: string }
  /** The list has so many entries, and takes no more. */
  | { kind: 'full'; count: number }
  /** Another index has the name. */
  | { kind: 'name_taken'; name: string };

/** What the problem is with. */
interface ProblemOf {
  name: string;
  unit?: Unit | undefined;
}

/** Says what is wrong in a sentence; those about numbers begin with the name of the setting. */
export function sayProblem(problem: TypedProblem, { name, unit }: ProblemOf, words: Words): string {
  const { t } = words;
  const seconds = unit === 'seconds';
  switch (problem.kind) {
    case 'no_number':
      return t(seconds ? 'settings.problem.secondsNumber' : 'settings.problem.number', { name });
    case 'not_whole':
      return t(seconds ? 'settings.problem.secondsWhole' : 'settings.problem.whole', { name });
    case 'too_small': {
      const least = typedNumber(problem.least, words);
      return seconds
        ? t('settings.problem.secondsLeast', { name, least, count: problem.least })
        : t('settings.problem.least', { name, least });
    }
    case 'too_large': {
      const most = typedNumber(problem.most, words);
      return seconds
        ? t('settings.problem.secondsMost', { name, most, count: problem.most })
        : t('settings.problem.most', { name, most });
    }
    case 'too_many':
      return t('settings.problem.entries', { count: problem.most });
    case 'too_long':
      return t('settings.problem.characters', { count: problem.most });
    case 'plain':
      return t(`settings.problem.plain.${problem.problem}`);
    case 'present':
      return t('settings.problem.present', { entry: problem.entry });
    case 'full':
      return t('settings.problem.full', { count: problem.count });
    case 'name_taken':
      return t('settings.problem.indexThere', { name: problem.name });
  }
}
