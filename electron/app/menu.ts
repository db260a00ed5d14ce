import { Menu, type MenuItemConstructorOptions } from 'electron';
import { accelerators, type WindowCommand } from '../../shared/window-commands.ts';

export interface MenuOptions {
  appName: string;
  platform: NodeJS.Platform;
  send: (command: WindowCommand) => void;
  open: (what: 'data_folder' | 'log') => void;
}

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The system's menu. What it asks of the window goes there as a command. */
export function menuTemplate({ appName, platform, send, open }: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  /** The window listens to the keys itself, where the system lets it. */
  const entry = (label: string, command: WindowCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
  });
  const newJob = entry('New job…', { do: 'new_job' }, accelerators.newJob);
  const settings = entry(
    'Settings',
    { do: 'show', destination: { view: 'settings', section: 'setup' } },
    accelerators.settings,
  );
  const shortcuts = entry('Keyboard shortcuts', { do: 'list_shortcuts' });
  const quit: MenuItemConstructorOptions = { role: 'quit', label: `Quit ${appName}` };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac
      ? [
          {
            label: appName,
            submenu: [
              { role: 'about' as const },
              separator,
              settings,
              separator,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              separator,
              quit,
            ],
          },
        ]
      : []),
    {
      label: 'File',
      submenu: mac ? [newJob, separator, { role: 'close' }] : [newJob, separator, settings, separator, quit],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        entry('Jobs', { do: 'show', destination: { view: 'jobs' } }, accelerators.jobs),
        entry('GPUs', { do: 'show', destination: { view: 'gpus' } }, accelerators.gpus),
        entry('Storage', { do: 'show', destination: { view: 'storage' } }, accelerators.storage),
        separator,
        entry('Command palette…', { do: 'open_palette' }, accelerators.palette),
        shortcuts,
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const }] : []),
    {
      role: 'help',
      label: 'Help',
      submenu: [
        { ...shortcuts },
        separator,
        { label: 'Open data folder', click: () => open('data_folder') },
        { label: 'Open app log', click: () => open('log') },
      ],
    },
  ];
}
