import { describe, expect, it } from 'vitest';
import { plainProblems } from '../../../shared/languages/en/plain-problems.ts';
import { presetOf, type SettingPath, settingPaths } from '../../../shared/setting-paths.ts';
import { problemOf } from '../../../shared/setting-problems.ts';
import { settingsPatchSchema } from '../../../shared/settings.ts';
import { createWords } from '../../language/words.ts';
import { entryOf, titleOf } from './registry/registry.ts';
import { sayProblem, type TypedProblem } from './say-problem.ts';

const [en, de] = [createWords('en'), createWords('de')];

/** What the schema says of a value, and what is said of it in words. */
function complaints(path: SettingPath, value: unknown, words = en) {
  const [section = '', key = ''] = path.split('.');
  const result = settingsPatchSchema.safeParse({ [section]: { [key]: value } });
  if (result.success) throw new Error(`${path} may be ${value}.`);
  const [issue] = result.error.issues;
  const last = issue?.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : issue;
  const about = { name: titleOf(path, words), unit: entryOf(path).unit };
  return { schema: last?.message, said: sayProblem(problemOf(result.error.issues), about, words) };
}

describe('what is wrong with a value', () => {
  const numbers = settingPaths.filter((path) => path === 'storage.budgetGiB' || entryOf(path).unit || isNumber(path));

  it.each(numbers)('is said of %s as the schema says it', (path) => {
    for (const value of [Number.NaN, -5, 1e12]) {
      const { schema, said } = complaints(path, value);
      expect(said).toBe(schema);
    }
    if (path === 'limits.cpus' || path === 'pricing.perHour') return;
    const { schema, said } = complaints(path, 64.5);
    expect(said).toBe(schema);
  });

  it.each<[SettingPath, unknown, keyof typeof plainProblems]>([
    ['setup.allowlist', ['http://x'], 'hostName'],
    ['setup.allowlist', ['10.0.0.1'], 'hostAddress'],
    ['setup.allowlist', ['pypi.org:70000'], 'port'],
    ['network.exceptions', ['10.0.0'], 'exception'],
    ['network.exceptions', ['*.lan.example'], 'exceptionWildcard'],
    ['network.indexes', [], 'noIndex'],
    ['network.indexes', [{ name: 'A', url: 'https://a.example', packages: ['*'] }], 'indexName'],
    ['network.indexes', [{ name: 'a', url: 'https://a.example', packages: [] }], 'noPackages'],
    ['network.indexes', [{ name: 'a', url: 'https://a.example', packages: ['torch>=2'] }], 'packageRule'],
    ['network.hubUrl', 'http://hub.example', 'https'],
    ['network.hubUrl', 'https://hub.example?x', 'bareUrl'],
    ['engine.image', 'an image', 'image'],
    ['engine.endpoint', 'ftp://x', 'endpoint'],
    ['setup.gpus', 3, 'notAccepted'],
  ])('is said of %s = %j in each language', (path, value, problem) => {
    expect(complaints(path, value).said).toBe(plainProblems[problem]);
    expect(complaints(path, value, de).said).toBe(de.t(`settings.problem.plain.${problem}`));
  });

  it('begins with the name of the setting, in its language', () => {
    expect(complaints('limits.cpus', 0, de).said).toBe('CPUs: mindestens 0,1.');
    expect(complaints('limits.pids', 1e6, de).said).toBe('Prozesse: höchstens 65536.');
    expect(complaints('limits.maxTimeoutSeconds', 0, de).said).toBe(
      'Längste Zeitgrenze für Jobs: mindestens 1 Sekunde.',
    );
  });

  it('says how much there may be of what is too much', () => {
    expect(complaints('network.exceptions', Array(51).fill('a.lan')).said).toBe('At most 50 entries.');
    expect(complaints('network.certificatesFile', 'x'.repeat(1_001)).said).toBe('At most 1,000 characters.');
  });

  it.each<[TypedProblem, string]>([
    [{ kind: 'present', entry: 'hf.co' }, 'hf.co is there already.'],
    [{ kind: 'full', count: 50 }, 'The list is full: it has 50 entries.'],
    [{ kind: 'name_taken', name: 'pypi' }, 'There is an index pypi already.'],
  ])('is said of a list', (problem, said) => {
    expect(sayProblem(problem, { name: 'List' }, en)).toBe(said);
  });
});

function isNumber(path: SettingPath): boolean {
  return typeof presetOf(path) === 'number';
}
