import { createStore } from 'zustand/vanilla';
import { patchOf, type SettingValues, valueAt } from '../../shared/setting-paths.ts';
import type { SettingsPatch, SettingsView } from '../../shared/settings.ts';
import type { Client } from '../bridge.ts';

interface SettingsState {
  view: SettingsView | null;
  /** How the last change went. */
  saving: 'idle' | 'saving' | 'saved' | 'failed';
}

interface SettingsOptions {
  client: Client;
  onError: (error: unknown) => void;
}

export function createSettingsStore({ client, onError }: SettingsOptions) {
  const store = createStore<SettingsState>()(() => ({ view: null, saving: 'idle' }));
  let pending = 0;

  /** Saves valid values and shows what is in force then; false where they could not be saved, which is said too. */
  const update = async (patch: SettingsPatch): Promise<boolean> => {
    pending += 1;
    store.setState({ saving: 'saving' });
    try {
      store.setState({ view: await client.request('settings.update', patch) });
      pending -= 1;
      if (pending === 0) store.setState({ saving: 'saved' });
      return true;
    } catch (error) {
      pending -= 1;
      store.setState({ saving: 'failed' });
      onError(error);
      return false;
    }
  };

  return Object.assign(store, {
    start(): () => void {
      let announced = false;
      const stop = client.on('settings.changed', (view) => {
        announced = true;
        store.setState({ view });
      });
      client.request('settings.get').then((view) => {
        if (!announced) store.setState({ view });
      }, onError);
      return stop;
    },
    update,
    /**
     * Gives settings these values at once.
     * @returns what gives them back the values before; null where they could not be saved, which is said too
     */
    async replace(values: SettingValues): Promise<(() => Promise<boolean>) | null> {
      const { view } = store.getState();
      if (view === null) return null;
      const before = new Map([...values.keys()].map((path) => [path, valueAt(view.values, path)]));
      return (await update(patchOf(values))) ? () => update(patchOf(before)) : null;
    },
    async dismissNotices(): Promise<void> {
      store.setState({ view: await client.request('settings.dismissNotices') });
    },
  });
}
