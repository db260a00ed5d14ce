import { describe, expect, it } from 'vitest';
import { type SettingPath, withValues } from '../../../../shared/setting-paths.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import { createWords } from '../../../language/words.ts';
import type { Machine } from './entry.ts';
import { entryOf, shownPaths } from './registry.ts';
import { whyWide } from './risks.ts';

const words = createWords('en');
const unknown: Machine = { memoryBytes: null, cpus: null, diskBytes: null };
const machine: Machine = { memoryBytes: 64 * 1024 ** 3, cpus: 16, diskBytes: 500 * 1024 ** 3 };

function caution(path: SettingPath, values: Partial<Record<SettingPath, unknown>>, on = machine) {
  const changed = new Map(shownPaths.filter((each) => each in values).map((each) => [each, values[each]]));
  return entryOf(path).risk?.now(withValues(defaultSettings, changed), on, words) ?? null;
}

describe('what could happen', () => {
  it('is not shouted about what comes with the app', () => {
    for (const path of shownPaths) {
      expect(caution(path, {}), path).not.toMatchObject({ tone: 'warn' });
      expect(caution(path, {}, unknown), path).not.toMatchObject({ tone: 'warn' });
    }
  });

  it.each<[SettingPath, unknown, RegExp]>([
    ['setup.timeoutSeconds', 86_400, /holds? its GPUs for 1 d/],
    ['setup.allowlist', ['pypi.org', 'github.com'], /^github\.com: /],
    ['network.exceptions', ['192.168.1.0/24'], /inside your own network/],
    ['network.uploadMiB', 2_048, /carry out up to 2\.0 GiB/],
    ['network.downloadMiB', 1_048_576, /1\.0 TiB/],
    ['network.hubUrl', 'https://hub.example', /token/],
    ['network.cacheMiB', 16_777_216, /disk has \(500 GiB\)/],
    ['network.certificatesFile', '/ca.pem', /pose as any host/],
    ['storage.budgetGiB', 900, /engine’s disk/],
    ['limits.defaultTimeoutSeconds', 90_000, /Longer than/],
    ['limits.maxTimeoutSeconds', 2_592_000, /30 d/],
    ['limits.memoryMiB', 131_072, /More than the engine has \(64\.0 GiB\)/],
    ['limits.cpus', 64, /all 16/],
    ['limits.pids', 65_536, /unusable/],
    ['limits.tmpMiB', 40_000, /half of the engine’s memory/],
    ['limits.shmMiB', 40_000, /half of the engine’s memory/],
    ['limits.environmentMiB', 300_000, /fill the disk/],
    ['limits.outputsMiB', 1_048_576, /disk has \(500 GiB\)/],
    ['limits.logMiB', 10_240, /for good/],
    ['queue.concurrency', 64, /CPUs \(16\)/],
    ['engine.endpoint', 'tcp://10.0.0.2:2375', /nothing is encrypted/],
    ['engine.image', 'somebody/else:1', /Not the image/],
  ])('is said of %s = %j', (path, value, says) => {
    expect(caution(path, { [path]: value })).toEqual({ tone: 'warn', text: expect.stringMatching(says) });
  });

  it('depends on other settings where they make it so', () => {
    const wide = { 'setup.allowlist': ['*.example.org'] };
    expect(caution('setup.network', wide)?.text).toMatch(/\*\.example\.org/);
    expect(caution('setup.network', { ...wide, 'setup.network': false })).toBeNull();
    expect(caution('setup.wheelsOnly', { 'setup.network': false })).toBeNull();
    expect(caution('setup.wheelsOnly', { 'setup.wheelsOnly': true })).toBeNull();
    expect(caution('limits.memoryMiB', { 'limits.memoryMiB': 40_000 })).toBeNull();
    expect(caution('limits.memoryMiB', { 'limits.memoryMiB': 40_000, 'queue.concurrency': 2 })?.text).toMatch(/2 jobs/);
  });

  it('is not guessed of a machine that is not known', () => {
    expect(caution('limits.memoryMiB', { 'limits.memoryMiB': 16_777_216 }, unknown)).toBeNull();
    expect(caution('limits.cpus', { 'limits.cpus': 1024 }, unknown)).toBeNull();
  });
});

it('calls an entry wide that others can get a name under, except those of the app', () => {
  expect(whyWide('pypi.org', words)).toBeNull();
  expect(whyWide('*.hf.co', words)).toBeNull();
  expect(whyWide('*.example.org', words)).toMatch(/below example\.org/);
  expect(whyWide('pastebin.com', words)).toMatch(/Anyone/);
});
