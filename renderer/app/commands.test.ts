import { describe, expect, it, vi } from 'vitest';
import type { Language } from '../../shared/languages/language.ts';
import { createClient } from '../bridge.ts';
import { createWords } from '../language/words.ts';
import { createStores } from '../stores/stores.ts';
import { createToastStore } from '../stores/toasts.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { commandsOf } from './commands.ts';

function commandsIn(language: Language) {
  const { bridge } = pretendBridge({});
  const stores = createStores(
    createClient({ bridge, onBadAnnouncement: vi.fn(), words: () => english }),
    createToastStore(),
  );
  const facts = { words: createWords(language), queue: null, theme: 'system', examples: [] } as const;
  const commands = commandsOf(stores, facts);
  const pause = commands.find(({ id }) => id === 'pause');
  return { commands, pause };
}

describe('commands', () => {
  it('are found by the words of the language, and by the English ones', () => {
    const { pause } = commandsIn('de');
    expect(pause?.title).toBe('Annahme von Jobs anhalten');
    expect(pause?.words).toEqual(['Pause', 'nicht mehr annehmen', 'Pause taking jobs', 'stop accepting', 'hold']);
  });

  it('have each English word once in English', () => {
    const { pause } = commandsIn('en');
    expect(pause?.title).toBe('Pause taking jobs');
    expect(pause?.words).toEqual(['stop accepting', 'hold']);
  });

  it('are the same in each language, and none stands there twice', () => {
    const ids = commandsIn('de').commands.map(({ id }) => id);
    expect(ids).toEqual(commandsIn('en').commands.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
