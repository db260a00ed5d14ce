import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  changedPaths,
  type PathOf,
  patchOf,
  presetOf,
  type SettingPath,
  settingPaths,
  valueAt,
  withValues,
} from './setting-paths.ts';
import { defaultSettings, settingsSchema } from './settings.ts';

const changed = {
  ...defaultSettings,
  setup: { ...defaultSettings.setup, gpus: false, allowlist: ['pypi.org'] },
  limits: { ...defaultSettings.limits, memoryMiB: 4096 },
};

describe('settings by their path', () => {
  it('are all there, and nothing else', () => {
    const { version: _, ...sections } = settingsSchema.shape;
    const all = Object.entries(sections).flatMap(([section, { shape }]) =>
      Object.keys(shape).map((key) => `${section}.${key}`),
    );
    expect(settingPaths).toEqual(all);
  });

  it('have the value of the settings, and a default', () => {
    expect(valueAt(changed, 'limits.memoryMiB')).toBe(4096);
    expect(presetOf('limits.memoryMiB')).toBe('auto');
  });

  it('are changed where they are not at their default, lists too', () => {
    expect(changedPaths(defaultSettings)).toEqual([]);
    expect(changedPaths(changed)).toEqual(['setup.gpus', 'setup.allowlist', 'limits.memoryMiB']);
  });

  it('are told apart by what they hold', () => {
    expectTypeOf<PathOf<boolean>>().toEqualTypeOf<
      | 'setup.network'
      | 'setup.gpus'
      | 'setup.wheelsOnly'
      | 'models.detect'
      | 'queue.accepting'
      | 'desktop.closeToTray'
      | 'desktop.startAtLogin'
      | `desktop.notify${'Finished' | 'Failed' | 'Engine' | 'Hot'}`
    >();
    expectTypeOf<'limits.memoryMiB'>().toExtend<PathOf<number | 'auto'>>();
    expectTypeOf<'limits.memoryMiB'>().not.toExtend<PathOf<number>>();
  });
});

describe('a change of several settings', () => {
  it('names only these, section by section', () => {
    const patch = patchOf(
      new Map<SettingPath, unknown>([
        ['setup.gpus', false],
        ['setup.timeoutSeconds', 60],
        ['appearance.theme', 'dark'],
      ]),
    );
    expect(patch).toEqual({ setup: { gpus: false, timeoutSeconds: 60 }, appearance: { theme: 'dark' } });
  });

  it('is refused where a value is not one of its setting', () => {
    expect(() => patchOf(new Map([['setup.gpus', 'perhaps']] as const))).toThrow();
  });

  it('can be looked at before it is made', () => {
    expect(withValues(defaultSettings, new Map([['limits.memoryMiB', 4096]] as const))).toEqual({
      ...defaultSettings,
      limits: { ...defaultSettings.limits, memoryMiB: 4096 },
    });
  });
});
