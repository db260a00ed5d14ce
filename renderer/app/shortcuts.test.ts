import { describe, expect, test } from 'vitest';
import { createTranslate } from '../../shared/languages/translate.ts';
import { createKeyReader, type KeyPress, keyCaps, shortcuts } from './shortcuts.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  timeStamp: 0,
  ...change,
});

describe('keys', () => {
  test('single ones', () => {
    const read = createKeyReader(false);
    expect(read(press('n'))).toBe('new_job');
    expect(read(press('/'))).toBe('search');
    expect(read(press('?', { shiftKey: true }))).toBe('shortcuts');
    expect(read(press('Escape'))).toBe('back');
    expect(read(press('x'))).toBeNull();
  });

  test('one after the other, soon enough', () => {
    const read = createKeyReader(false);
    const then = (key: string, timeStamp: number) => read(press(key, { timeStamp }));
    expect(then('g', 10_000)).toBeNull();
    expect(then('g', 10_500)).toBe('go_gpus');
    expect(then('g', 20_000)).toBeNull();
    expect(then('s', 21_001)).toBeNull();
    expect(then('g', 30_000)).toBeNull();
    expect(then('n', 30_100)).toBe('new_job');
    expect(then('j', 30_200)).toBeNull();
  });

  test('a key that is held down begins nothing twice', () => {
    const read = createKeyReader(false);
    expect(read(press('g', { repeat: true }))).toBeNull();
    expect(read(press('j', { timeStamp: 1 }))).toBeNull();
  });

  test('combinations, with the key that the system makes them with', () => {
    expect(createKeyReader(false)(press('k', { ctrlKey: true }))).toBe('palette');
    expect(createKeyReader(false)(press('k', { metaKey: true }))).toBeNull();
    expect(createKeyReader(true)(press('k', { metaKey: true }))).toBe('palette');
    expect(createKeyReader(true)(press('k', { ctrlKey: true }))).toBeNull();
    expect(createKeyReader(false)(press(',', { ctrlKey: true }))).toBe('go_settings');
  });

  test('other modifiers make other keys', () => {
    const read = createKeyReader(false);
    expect(read(press('n', { altKey: true }))).toBeNull();
    expect(read(press('N', { shiftKey: true }))).toBeNull();
    expect(read(press('K', { ctrlKey: true, shiftKey: true }))).toBeNull();
    expect(read(press('k', { ctrlKey: true, altKey: true }))).toBeNull();
  });

  test('caps lock and a layout without Latin letters change nothing', () => {
    const read = createKeyReader(false);
    expect(read(press('N'))).toBe('new_job');
    expect(read(press('т', { code: 'KeyN' }))).toBe('new_job');
    expect(read(press('л', { code: 'KeyK', ctrlKey: true }))).toBe('palette');
  });

  test('no two shortcuts have the same ones', () => {
    const all = shortcuts.flatMap(({ keys }): readonly string[] => keys);
    expect(new Set(all).size).toBe(all.length);
  });

  test('are shown as the caps of the keyboard', () => {
    const english = createTranslate('en');
    expect(keyCaps('CmdOrCtrl+K', false, english)).toEqual([['Ctrl', 'K']]);
    expect(keyCaps('CmdOrCtrl+K', false, createTranslate('de'))).toEqual([['Strg', 'K']]);
    expect(keyCaps('CmdOrCtrl+,', true, english)).toEqual([['⌘', ',']]);
    expect(keyCaps('G J', false, english)).toEqual([['G'], ['J']]);
    expect(keyCaps('Escape', false, english)).toEqual([['Esc']]);
  });
});
