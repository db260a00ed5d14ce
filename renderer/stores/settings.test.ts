import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { defaultSettings, type SettingsView } from '../../shared/settings.ts';
import { createClient } from '../bridge.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createSettingsStore } from './settings.ts';

const view: SettingsView = { values: defaultSettings, locked: {}, notices: [] };

function setUp(update: () => unknown) {
  const onError = vi.fn();
  const { bridge } = pretendBridge({ 'settings.update': update });
  const client = createClient({ bridge, onBadAnnouncement: onError });
  return { store: createSettingsStore({ client, onError }), onError };
}

describe('a change of settings', () => {
  it('says that it was saved, so that what was typed may go', async () => {
    const { store } = setUp(() => view);
    expect(await store.update({ setup: { gpus: true } })).toBe(true);
    expect(store.getState()).toMatchObject({ view, saving: 'saved' });
  });

  it('says that it was not, and why, so that what was typed stays', async () => {
    const failure = { code: 'disk_full', message: 'Full.', retryable: true } as const;
    const { store, onError } = setUp(() => {
      throw new AppError(failure);
    });
    expect(await store.update({ setup: { gpus: true } })).toBe(false);
    expect(store.getState()).toMatchObject({ view: null, saving: 'failed' });
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ failure }));
  });
});
