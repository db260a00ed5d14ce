import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Translate } from '../../shared/languages/translate.ts';
import { accelerators, type WindowCommand } from '../../shared/window-commands.ts';

export interface MenuOptions {
  appName: string;
  platform: NodeJS.Platform;
  t: Translate;
  send: (command: WindowCommand) => void;
  open: (what: 'data_folder' | 'log') => void;
}

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The system's menu. What it asks of the window goes there as a command. Electron names its own roles in English only. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { appName: app, platform, t, send, open } = options;
  const mac = platform === 'darwin';
  /** The window listens to the keys itself, where the system lets it. */
  const entry = (label: string, command: WindowCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
  });
  const newJob = entry(t('app.command.newJob'), { do: 'new_job' }, accelerators.newJob);
  const settings = entry(
    t('app.view.settings'),
    { do: 'show', destination: { view: 'settings', section: 'setup' } },
    accelerators.settings,
  );
  const shortcuts = entry(t('app.shortcut.list'), { do: 'list_shortcuts' });
  const quit: MenuItemConstructorOptions = { role: 'quit', label: t('desktop.menu.quit', { app }) };
  return [
    ...(mac ? [{ label: app, submenu: appMenu(options, settings, quit) }] : []),
    {
      label: t('desktop.menu.file'),
      submenu: mac
        ? [newJob, separator, { role: 'close', label: t('desktop.menu.closeWindow') }]
        : [newJob, separator, settings, separator, quit],
    },
    { role: 'editMenu', label: t('desktop.menu.edit'), submenu: editMenu(options) },
    {
      label: t('desktop.menu.view'),
      submenu: [
        entry(t('app.view.overview'), { do: 'show', destination: { view: 'overview' } }, accelerators.overview),
        entry(t('app.view.jobs'), { do: 'show', destination: { view: 'jobs' } }, accelerators.jobs),
        entry(t('app.view.gpus'), { do: 'show', destination: { view: 'gpus' } }, accelerators.gpus),
        entry(t('app.view.storage'), { do: 'show', destination: { view: 'storage' } }, accelerators.storage),
        separator,
        entry(t('desktop.menu.palette'), { do: 'open_palette' }, accelerators.palette),
        shortcuts,
        separator,
        { role: 'resetZoom', label: t('desktop.menu.actualSize') },
        { role: 'zoomIn', label: t('desktop.menu.zoomIn') },
        { role: 'zoomOut', label: t('desktop.menu.zoomOut') },
        separator,
        { role: 'togglefullscreen', label: t('desktop.menu.fullScreen') },
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const, label: t('desktop.menu.window'), submenu: windowMenu(options) }] : []),
    {
      role: 'help',
      label: t('desktop.menu.help'),
      submenu: [
        { ...shortcuts },
        separator,
        { label: t('app.command.dataFolder'), click: () => open('data_folder') },
        { label: t('app.command.log'), click: () => open('log') },
      ],
    },
  ];
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** What macOS has under the app's own name. */
function appMenu(
  { appName: app, t }: MenuOptions,
  settings: MenuItemConstructorOptions,
  quit: MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  return [
    { role: 'about', label: t('desktop.menu.about', { app }) },
    separator,
    settings,
    separator,
    { role: 'hide', label: t('desktop.menu.hide', { app }) },
    { role: 'hideOthers', label: t('desktop.menu.hideOthers') },
    { role: 'unhide', label: t('desktop.menu.showAll') },
    separator,
    quit,
  ];
}

function editMenu({ platform, t }: MenuOptions): MenuItemConstructorOptions[] {
  const erase: MenuItemConstructorOptions = { role: 'delete', label: t('desktop.menu.delete') };
  const selectAll: MenuItemConstructorOptions = { role: 'selectAll', label: t('desktop.menu.selectAll') };
  return [
    { role: 'undo', label: t('desktop.menu.undo') },
    { role: 'redo', label: t('desktop.menu.redo') },
    separator,
    { role: 'cut', label: t('desktop.menu.cut') },
    { role: 'copy', label: t('desktop.menu.copy') },
    { role: 'paste', label: t('desktop.menu.paste') },
    ...(platform !== 'darwin'
      ? [erase, separator, selectAll]
      : [
          { role: 'pasteAndMatchStyle' as const, label: t('desktop.menu.pastePlain') },
          erase,
          selectAll,
          separator,
          {
            label: t('desktop.menu.substitutions'),
            submenu: [
              { role: 'showSubstitutions' as const, label: t('desktop.menu.showSubstitutions') },
              separator,
              { role: 'toggleSmartQuotes' as const, label: t('desktop.menu.smartQuotes') },
              { role: 'toggleSmartDashes' as const, label: t('desktop.menu.smartDashes') },
              { role: 'toggleTextReplacement' as const, label: t('desktop.menu.textReplacement') },
            ],
          },
          {
            label: t('desktop.menu.speech'),
            submenu: [
              { role: 'startSpeaking' as const, label: t('desktop.menu.startSpeaking') },
              { role: 'stopSpeaking' as const, label: t('desktop.menu.stopSpeaking') },
            ],
          },
        ]),
  ];
}

/** Of macOS. */
function windowMenu({ t }: MenuOptions): MenuItemConstructorOptions[] {
  return [
    { role: 'minimize', label: t('desktop.menu.minimise') },
    { role: 'zoom', label: t('desktop.menu.zoom') },
    separator,
    { role: 'front', label: t('desktop.menu.front') },
  ];
}
