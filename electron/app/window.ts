import path from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { pageOrigin } from './page-protocol.ts';

/** Denies what this app never needs, for every page that could ever be loaded. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

export function openWindow(options: { preload: string; dark: boolean }): void {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 860,
    minHeight: 520,
    show: false,
    title: 'ComputeSwarm Seller',
    backgroundColor: options.dark ? '#0f1013' : '#f6f6f8',
    autoHideMenuBar: true,
    webPreferences: {
      preload: path.resolve(options.preload),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.webContents.on('render-process-gone', () => window.reload());
  // Closing the window quits, and quitting may ask first: the window stays until that is settled.
  window.on('close', (event) => {
    event.preventDefault();
    app.quit();
  });
  void window.loadURL(`${pageOrigin}/`);
}
