import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import type { WindowCommand } from '../../shared/window-commands.ts';
import { menuTemplate } from './menu.ts';

vi.mock('electron', () => ({ Menu: {} }));

function menuOn(platform: NodeJS.Platform) {
  const sent: WindowCommand[] = [];
  const opened: string[] = [];
  const template = menuTemplate({
    appName: 'ComputeSwarm Seller',
    platform,
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
    expect(titles(menuOn('linux').template)).toEqual(['File', 'editMenu', 'View', 'Help']);
    expect(titles(menuOn('darwin').template)).toEqual([
      'ComputeSwarm Seller',
      'File',
      'editMenu',
      'View',
      'windowMenu',
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
});
