import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { defaultSettings, type Settings, type SettingsView } from '../../shared/settings.ts';
import { createLanguageStore } from './language.ts';

function start(preferred: readonly string[]) {
  const settings = createStore<{ view: SettingsView | null }>()(() => ({ view: null }));
  const language = createLanguageStore({ settings, preferred });
  language.start();
  const choose = (chosen: Settings['appearance']['language']) =>
    settings.setState({
      view: {
        values: { ...defaultSettings, appearance: { ...defaultSettings.appearance, language: chosen } },
        locked: {},
        notices: [],
      },
    });
  return { words: () => language.getState().words, choose };
}

describe('the language', () => {
  it('is the first of the system’s that there is', () => {
    expect(start(['fr-FR', 'de-AT', 'en-GB']).words().language).toBe('de');
    expect(start(['fr-FR']).words().language).toBe('en');
  });

  it('is what the seller chose, and the system’s again', () => {
    const { words, choose } = start(['de']);
    choose('en');
    expect(words().describeState('executing')).toBe('Executing');
    choose('system');
    expect(words().describeState('executing')).toBe('Läuft');
  });

  it('stays the same object where another setting changed, so that nothing is drawn again', () => {
    const { words, choose } = start(['de']);
    const before = words();
    choose('system');
    expect(words()).toBe(before);
  });
});
