import { expect, it } from 'vitest';
import { defaultSettings } from '../../../../shared/settings.ts';
import { sayPreset, sayValue } from './say-value.ts';

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
] as const)('says %s = %j in words', (path, value, words) => {
  expect(sayValue(path, value)).toBe(words);
});

it('says a default', () => {
  expect(sayPreset('setup.timeoutSeconds')).toBe('300 seconds (5 min)');
});
