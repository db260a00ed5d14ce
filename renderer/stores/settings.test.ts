import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { SettingPath } from '../../shared/setting-paths.ts';
import { defaultSettings, type SettingsView } from '../../shared/settings.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createSettingsStore } from './settings.ts';

const view: SettingsView = { values: defaultSettings, locked: {}, notices: [] };

function setUp(update: (patch: unknown) => unknown) {
  const onError = vi.fn();
  const { bridge } = pretendBridge({ 'settings.update': update });
  const client = createClient({ bridge, onBadAnnouncement: onError, words: () => english });
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

describe('several settings at once', () => {
  const start = { ...view, values: { ...defaultSettings, queue: { concurrency: 3, accepting: false } } };

  it('are saved in one change, and undone to what they were, not to their defaults', async () => {
    const asked: unknown[] = [];
    const { store } = setUp((patch) => {
      asked.push(patch);
      return view;
    });
    store.setState({ view: start });
    const undo = await store.replace(
      new Map<SettingPath, unknown>([
        ['queue.concurrency', 1],
        ['setup.gpus', false],
      ]),
    );
    // What was changed meanwhile, and is not part of it, stays.
    store.setState({ view });
    expect(await undo?.()).toBe(true);
    expect(asked).toEqual([
      { queue: { concurrency: 1 }, setup: { gpus: false } },
      { queue: { concurrency: 3 }, setup: { gpus: true } },
    ]);
  });

  it('leave nothing to undo where they could not be saved', async () => {
    const { store, onError } = setUp(() => {
      throw new AppError({ code: 'disk_full', message: 'Full.', retryable: true });
    });
    store.setState({ view: start });
    expect(await store.replace(new Map([['queue.concurrency', 1]] as const))).toBeNull();
    expect(onError).toHaveBeenCalled();
  });
});
