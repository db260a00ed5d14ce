import { describe, expect, it } from 'vitest';
import { defaultSettings, settingsPatchSchema, settingsSchema } from './settings.ts';

describe('the default settings', () => {
  it('are valid', () => {
    expect(settingsSchema.parse(defaultSettings)).toEqual(defaultSettings);
  });

  it('are those that jobs of the original system were promised', () => {
    expect(defaultSettings.setup).toMatchObject({ network: true, timeoutSeconds: 300 });
    expect(defaultSettings.limits).toMatchObject({ pids: 1_024, shmMiB: 1_024 });
    expect(defaultSettings.queue).toEqual({ concurrency: 1, accepting: true });
  });
});

describe('a change of settings', () => {
  it('may be any part of them', () => {
    expect(settingsPatchSchema.parse({ setup: { network: false } })).toEqual({ setup: { network: false } });
    expect(settingsPatchSchema.parse({})).toEqual({});
    expect(settingsPatchSchema.parse({ limits: { memoryMiB: 'auto', cpus: 1.5 } }).limits?.cpus).toBe(1.5);
  });

  it.each([
    { setup: { timeoutSeconds: 9 } },
    { setup: { timeoutSeconds: 86_401 } },
    { limits: { defaultTimeoutSeconds: 0 } },
    { limits: { maxTimeoutSeconds: 2_592_001 } },
    { limits: { pids: 31 } },
    { limits: { cpus: 0 } },
    { limits: { cpus: Number.NaN } },
    { limits: { memoryMiB: 'lots' } },
    { queue: { concurrency: 0 } },
    { queue: { concurrency: 65 } },
    { engine: { image: '' } },
    { engine: { image: '--privileged' } },
    { engine: { image: 'a b' } },
    { engine: { endpoint: 'docker.sock' } },
    { appearance: { theme: 'blue' } },
  ])('is refused where it is not valid: %j', (patch) => {
    expect(settingsPatchSchema.safeParse(patch).success).toBe(false);
  });

  it('says in words what is wrong', () => {
    const result = settingsPatchSchema.safeParse({ setup: { timeoutSeconds: 5 } });
    expect(result.error?.issues[0]?.message).toBe('Setup timeout: at least 10 seconds.');
  });
});
