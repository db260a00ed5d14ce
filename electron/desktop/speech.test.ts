import { expect, test } from 'vitest';
import type { Language } from '../../shared/languages/language.ts';
import { followLanguage } from './speech.ts';

test('speaks what the seller set, or what the system likes, and changes only when that does', () => {
  let chosen: Language | 'system' = 'system';
  const speech = followLanguage({ chosen: () => chosen, preferred: ['de-AT', 'en'] });
  const first = speech();
  expect(first.t('desktop.tray.quit')).toBe('Beenden');
  chosen = 'de';
  expect(speech()).toBe(first);
  chosen = 'en';
  expect(speech().t('desktop.tray.quit')).toBe('Quit');
  chosen = 'system';
  expect(speech().language).toBe('de');
});
