import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../shared/errors.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { aGpu } from '../../../shared/testing/a-gpu.ts';
import { english } from '../../testing/english.ts';
import { type AttentionFacts, attentionOf, riskySettings } from './attention.ts';

const gib = 1024 ** 3;
const machine = { memoryBytes: 64 * gib, cpus: 16, diskBytes: 1_000 * gib };

const calm: AttentionFacts = {
  gpus: { status: 'ok', driverVersion: '570', sampledAt: 0, gpus: [aGpu({ temperatureC: 89 })] },
  gpuFailure: null,
  storage: { items: [], usedBytes: 50, budgetBytes: 50, disk: { totalBytes: 1_000 * gib, freeBytes: 500 * gib } },
  queue: { accepting: true, running: 0, queued: 0, concurrency: 1 },
  hotCelsius: 90,
  pausedBy: null,
  risky: [],
};
const kinds = (change: Partial<AttentionFacts>) => attentionOf({ ...calm, ...change }).map(({ kind }) => kind);
const disk = (totalBytes: number, freeBytes: number) => ({
  storage: { items: [], usedBytes: 0, budgetBytes: 1, disk: { totalBytes, freeBytes } },
});

describe('what needs the owner', () => {
  test('is nothing while all is well, and before anything is known', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ gpus: { status: 'starting' }, storage: null, queue: null })).toEqual([]);
    expect(kinds({ gpus: { status: 'none', reason: 'No driver.' } })).toEqual([]);
  });

  test('is what is wrong, the worst first', () => {
    const failure: Failure = { code: 'gpu_runtime_missing', message: 'No runtime.', retryable: true };
    const found = attentionOf({
      gpus: { status: 'lost', message: 'Gone.', since: 0, lastSeen: [aGpu({ temperatureC: 99 })] },
      gpuFailure: failure,
      storage: { items: [], usedBytes: 51, budgetBytes: 50, disk: { totalBytes: 1_000 * gib, freeBytes: gib } },
      queue: { accepting: false, running: 0, queued: 0, concurrency: 1 },
      hotCelsius: 90,
      pausedBy: 'QUEUE',
      risky: [{ path: 'setup.allowlist', text: 'Wide.' }],
    });
    expect(found).toEqual([
      { kind: 'gpus_lost' },
      { kind: 'gpu_failure', failure },
      { kind: 'disk_low', totalBytes: 1_000 * gib, freeBytes: gib },
      { kind: 'storage_over', usedBytes: 51, budgetBytes: 50 },
      { kind: 'paused', variable: 'QUEUE' },
      { kind: 'risky_setting', path: 'setup.allowlist', text: 'Wide.' },
    ]);
  });

  test('names the GPUs that are hot, from the degrees that the seller set', () => {
    const gpus = [60, 91, null, 90].map((temperatureC, index) => aGpu({ uuid: `GPU-${index}`, index, temperatureC }));
    expect(attentionOf({ ...calm, gpus: { status: 'ok', driverVersion: '1', sampledAt: 0, gpus } })).toEqual([
      { kind: 'gpu_hot', gpus: [1, 3], degrees: 90 },
    ]);
  });

  test('a disk is nearly full by its size and by what is left', () => {
    expect(kinds(disk(100 * gib, 6 * gib))).toEqual([]);
    expect(kinds(disk(100 * gib, 4 * gib))).toEqual(['disk_low']);
    // A twentieth of a large disk is still a lot.
    expect(kinds(disk(8_000 * gib, 300 * gib))).toEqual([]);
    expect(kinds(disk(8_000 * gib, 19 * gib))).toEqual(['disk_low']);
  });
});

describe('settings with a risk', () => {
  test('are those that somebody chose, not those that the app comes with', () => {
    expect(riskySettings(defaultSettings, machine, english)).toEqual([]);
    const wide = {
      ...defaultSettings,
      setup: { ...defaultSettings.setup, allowlist: [...defaultSettings.setup.allowlist, 'github.com'] },
      engine: { ...defaultSettings.engine, endpoint: 'tcp://10.0.0.4:2375' },
    };
    const found = riskySettings(wide, machine, english);
    expect(found.map(({ path }) => path)).toEqual(expect.arrayContaining(['setup.allowlist', 'engine.endpoint']));
    for (const { text } of found) expect(text).toMatch(/\S/);
  });
});
