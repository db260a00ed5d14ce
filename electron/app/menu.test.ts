import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import type { Language } from '../../shared/languages/language.ts';
import { createTranslate, translations } from '../../shared/languages/translate.ts';
import type { WindowCommand } from '../../shared/window-commands.ts';
import { menuTemplate } from './menu.ts';

vi.mock('electron', () => ({ Menu: {} }));

function menuOn(platform: NodeJS.Platform, language: Language = 'en') {
  const sent: WindowCommand[] = [];
  const opened: string[] = [];
  const template = menuTemplate({
    appName: 'ComputeSwarm Seller',
    platform,
    t: createTranslate(language),
    send: (command) => void sent.push(command),
    open: (what) => void opened.push(what),
  });
  const entries = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const named = (label: string) => entries.find((entry) => entry.label === label);
  const click = (label: string) => Reflect.apply(named(label)?.click ?? (() => undefined), undefined, []);
  return { template, entries, named, click, sent, opened };
}

const titles = (template: readonly MenuItemConstructorOptions[]) => template.map(({ label, role }) => label ?? role);

describe('the system’s menu', () => {
  test('has what each system expects where it expects it', () => {
    expect(titles(menuOn('linux').template)).toEqual(['File', 'Edit', 'View', 'Help']);
    expect(titles(menuOn('darwin').template)).toEqual([
      'ComputeSwarm Seller',
      'File',
      'Edit',
      'View',
      'Window',
      'Help',
    ]);
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const quits = menuOn(platform).entries.filter(({ role }) => role === 'quit');
      expect(quits, platform).toHaveLength(1);
    }
  });

  test('asks the window, and leaves its keys to it', () => {
    const { click, sent, named } = menuOn('linux');
    for (const label of ['New job…', 'Settings', 'GPUs', 'Command palette…', 'Keyboard shortcuts']) click(label);
    expect(sent).toEqual([
      { do: 'new_job' },
      { do: 'show', destination: { view: 'settings', section: 'setup' } },
      { do: 'show', destination: { view: 'gpus' } },
      { do: 'open_palette' },
      { do: 'list_shortcuts' },
    ]);
    expect(named('New job…')).toMatchObject({ accelerator: 'CmdOrCtrl+N', registerAccelerator: false });
  });

  test('opens what lies on disk', () => {
    const { click, opened } = menuOn('win32');
    click('Open data folder');
    click('Open app log');
    expect(opened).toEqual(['data_folder', 'log']);
  });

  test('no two entries have the same keys', () => {
    const keys = menuOn('linux').entries.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leaves no label to Electron, which has English ones only', () => {
    const unnamed = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
      items.flatMap((item) => [
        ...(item.label === undefined && item.type !== 'separator' ? [item] : []),
        ...(Array.isArray(item.submenu) ? unnamed(item.submenu) : []),
      ]);
    for (const platform of ['linux', 'darwin'] as const) expect(unnamed(menuOn(platform).template)).toEqual([]);
  });

  test('names things as the window does, in each language', () => {
    const { entries, template } = menuOn('linux', 'de');
    const labels = entries.map(({ label }) => label);
    const { view, shortcut, newJob, palette } = translations.de.app;
    expect(labels).toEqual(expect.arrayContaining([...Object.values(view), shortcut.list]));
    expect(labels).toEqual(expect.arrayContaining([`${newJob}…`, `${palette.title}…`]));
    expect(titles(template)).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Hilfe']);
  });
});
