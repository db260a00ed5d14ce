import { expect, it } from 'vitest';
import { defaultSettings } from '../../../../shared/settings.ts';
import { createWords } from '../../../language/words.ts';
import { sayPreset, sayValue } from './say-value.ts';

const [en, de] = [createWords('en'), createWords('de')];

it.each([
  ['setup.gpus', false, 'Off'],
  ['setup.timeoutSeconds', 30, '30 seconds'],
  ['setup.timeoutSeconds', 900, '900 seconds (15 min)'],
  ['limits.memoryMiB', 'auto', 'Automatic'],
  ['limits.memoryMiB', 8192, '8192 MiB (8.0 GiB)'],
  ['limits.cpus', 2.5, '2.5 CPUs'],
  ['limits.pids', 2048, '2048'],
  ['network.certificatesFile', '', 'None'],
  ['network.exceptions', [], 'None'],
  ['setup.allowlist', ['pypi.org', '*.hf.co'], 'pypi.org, *.hf.co'],
  ['network.indexes', defaultSettings.network.indexes, 'pypi (https://pypi.org/simple/, for *)'],
  ['engine.endpoint', 'tcp://10.0.0.1:2375', 'tcp://10.0.0.1:2375'],
  ['appearance.theme', 'dark', 'Dark'],
] as const)('says %s = %j in words', (path, value, said) => {
  expect(sayValue(path, value, en)).toBe(said);
});

it('says a default', () => {
  expect(sayPreset('setup.timeoutSeconds', en)).toBe('300 seconds (5 min)');
});

it.each([
  ['setup.gpus', false, 'Aus'],
  ['limits.defaultTimeoutSeconds', 1, '1 Sekunde'],
  ['limits.memoryMiB', 10_000, '10000 MiB (9,8 GiB)'],
  ['limits.cpus', 2.5, '2,5 CPUs'],
  ['appearance.theme', 'dark', 'Dunkel'],
  ['appearance.language', 'en', 'English'],
] as const)('says %s = %j in German', (path, value, said) => {
  expect(sayValue(path, value, de)).toBe(said);
});
