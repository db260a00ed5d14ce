import { app, BrowserWindow } from 'electron';

const page = '<!doctype html><title>Empty</title><p data-testid="ready">Ready</p>';

// What Electron itself takes: one window with one word in it. It is not awaited: Electron is ready only after this module.
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800 });
  return window.loadURL(`data:text/html,${encodeURIComponent(page)}`);
});
