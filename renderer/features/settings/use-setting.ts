import { presetOf, type SettingPath, sameValue, valueAt } from '../../../shared/setting-paths.ts';
import type { Settings } from '../../../shared/settings.ts';
import { useEngine, useSettings, useStorage, useStores, useWords } from '../../stores/stores.ts';
import type { Machine } from './registry/entry.ts';
import { shownPaths, titleOf } from './registry/registry.ts';
import { undoing } from './undoing.ts';

/** The variable that decides a setting. */
export const useLock = (path: string) => useSettings()?.locked[path];

/** The settings that somebody changed and can reset here, in the order in which they are shown. */
export function useChanged(): readonly SettingPath[] {
  const view = useSettings();
  if (view === null) return [];
  return shownPaths.filter((path) => view.locked[path] === undefined && isChanged(view.values, path));
}

export const isChanged = (values: Settings, path: SettingPath): boolean =>
  !sameValue(valueAt(values, path), presetOf(path));

/** Resets settings to their defaults, and offers to take that back. */
export function useReset(): (paths: readonly SettingPath[]) => Promise<void> {
  const { settings, toasts } = useStores();
  const words = useWords();
  const { t } = words;
  return async (paths) => {
    const undo = await settings.replace(new Map(paths.map((path) => [path, presetOf(path)])));
    const [only, ...others] = paths;
    if (undo === null || only === undefined) return;
    const done =
      others.length === 0
        ? t('settings.reset.oneDone', { name: titleOf(only, words) })
        : t('settings.reset.done', { count: paths.length });
    toasts.getState().offer(done, undoing(undo, words));
  };
}

/** What is known of the machine that jobs run on. */
export function useMachine(): Machine {
  const engine = useEngine();
  const disk = useStorage()?.disk;
  return {
    memoryBytes: engine.status === 'connected' ? engine.memoryBytes : null,
    cpus: engine.status === 'connected' ? engine.cpus : null,
    diskBytes: disk?.totalBytes ?? null,
  };
}
