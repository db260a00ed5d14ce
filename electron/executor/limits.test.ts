import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { hardened, jobUser } from './hardening.ts';
import { resolveLimits } from './limits.ts';

const machine = { cpus: 8, memoryBytes: 64 * 1024 ** 3 };
const { spec } = aJob('x');

function settings(change: Partial<Settings['limits']>, concurrency = 1): Settings {
  return {
    ...defaultSettings,
    limits: { ...defaultSettings.limits, ...change },
    queue: { accepting: true, concurrency },
  };
}

describe('resolveLimits', () => {
  it('shares three quarters of the memory among the jobs that may run at once', () => {
    expect(resolveLimits(settings({}), spec, machine, []).memoryBytes).toBe(48 * 1024 ** 3);
    expect(resolveLimits(settings({}, 4), spec, machine, []).memoryBytes).toBe(12 * 1024 ** 3);
  });

  it('never asks the engine for more than the machine has', () => {
    const limits = resolveLimits(settings({ cpus: 32, memoryMiB: 1_000_000 }), spec, machine, []);
    expect(limits).toMatchObject({ cpus: 8, memoryBytes: machine.memoryBytes });
  });

  it('takes the job’s timeout, the default where it has none, and never more than the longest', () => {
    const timeout = (timeoutSeconds: number | null) =>
      resolveLimits(settings({ maxTimeoutSeconds: 7_200 }), { ...spec, timeoutSeconds }, machine, []).timeoutSeconds;
    expect([timeout(60), timeout(null), timeout(100_000)]).toEqual([60, 3_600, 7_200]);
  });

  it('fixes the price of the moment', () => {
    const price = (perHour: number | null) =>
      resolveLimits({ ...defaultSettings, pricing: { perHour } }, spec, machine, []).pricePerHour;
    expect([price(2.5), price(null)]).toEqual([2.5, null]);
  });
});

describe('the policy of setup', () => {
  it('is the settings’ at this moment, with the hosts that were allowed for this job alone', () => {
    const { egress } = resolveLimits(defaultSettings, spec, machine, ['files.example.org', 'pypi.org']);
    expect(egress?.allowlist).toEqual([...defaultSettings.setup.allowlist, 'files.example.org']);
    expect(egress).toMatchObject({ uploadBytes: 1024 ** 2, downloadBytes: 50 * 1024 ** 3, exceptions: [] });
  });
});

describe('hardened', () => {
  it('fits what every engine allows: no limit above those that engines start with', () => {
    const container = hardened(resolveLimits(defaultSettings, spec, machine, []), {
      name: 'n',
      user: jobUser,
      labels: {},
      command: [],
      environment: {},
      workingFolder: '/',
      mounts: [],
      network: 'none',
      gpus: [],
      largestFileBytes: 5,
    });
    expect(container.ulimits).toEqual([
      { name: 'core', value: 0 },
      { name: 'nofile', value: 16_384 },
      { name: 'fsize', value: 5 },
    ]);
  });
});
