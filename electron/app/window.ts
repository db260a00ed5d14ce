import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { app, BrowserWindow, screen, session } from 'electron';
import log from 'electron-log/main.js';
import { placeWindow, smallestWindow } from '../desktop/place-window.ts';
import type { WindowMemoryStore } from '../desktop/window-memory.ts';
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

export interface WindowOptions {
  preload: string;
  dark: boolean;
  memory: WindowMemoryStore;
  /** Whether it waits to be asked for, instead of showing itself when the page is drawn. */
  hidden: boolean;
  /** The page is drawn for the first time, or cannot be for long: what waits lest it delays the page need not any more. */
  onDrawn: () => void;
  onClose: () => void;
  /** The page is gone, or loads again: nobody listens in it. */
  onPageLost: () => void;
}

export interface MainWindow {
  window: BrowserWindow;
  /** In front of other windows, whatever it was before. */
  show(): void;
  /** Remembers where it is. */
  remember(): void;
}

/** Milliseconds in which a page that can be drawn is drawn. */
const drawingTakes = 5_000;
/** Milliseconds without a move before the window's place is written down. */
const settle = 500;

export function openWindow(options: WindowOptions): MainWindow {
  const { memory } = options;
  const { bounds, maximised, fullScreen, zoomLevel } = memory.read();
  const { position, ...size } = placeWindow(bounds, workAreas());
  const window = new BrowserWindow({
    ...size,
    ...position,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
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
  const { webContents } = window;
  let wanted = !options.hidden;
  let drawn = false;

  const reveal = () => {
    // Both would show the window, so they wait until there is something to see in it.
    if (maximised && !window.isVisible()) window.maximize();
    if (fullScreen && !window.isVisible()) window.setFullScreen(true);
    window.show();
  };
  window.once('ready-to-show', () => {
    drawn = true;
    // Any earlier, the page may be drawn anew before it was ever drawn, and this moment never comes.
    webContents.setZoomLevel(zoomLevel);
    if (wanted) reveal();
  });
  void Promise.race([once(window, 'ready-to-show'), pause(drawingTakes)]).then(options.onDrawn);
  webContents.on('did-start-loading', options.onPageLost);
  webContents.on('render-process-gone', () => {
    options.onPageLost();
    window.reload();
  });
  // What closing means is not the window's to say: it stays until that is settled.
  window.on('close', (event) => {
    event.preventDefault();
    options.onClose();
  });

  let shown = false;
  window.once('show', () => {
    shown = true;
  });
  const remember = () => {
    if (window.isDestroyed()) return;
    try {
      memory.write({
        zoomLevel: webContents.getZoomLevel(),
        // One that was never shown is not maximised yet, although it will be.
        ...(shown && {
          bounds: window.getNormalBounds(),
          maximised: window.isMaximized(),
          fullScreen: window.isFullScreen(),
        }),
      });
    } catch (error) {
      log.warn('the window’s place was not written down', error);
    }
  };
  let timer: NodeJS.Timeout | null = null;
  const rememberSoon = () => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(remember, settle);
  };
  window.on('resize', rememberSoon);
  window.on('move', rememberSoon);
  window.on('maximize', rememberSoon);
  window.on('unmaximize', rememberSoon);
  window.on('enter-full-screen', rememberSoon);
  window.on('leave-full-screen', rememberSoon);

  void window.loadURL(`${pageOrigin}/`);
  return {
    window,
    show() {
      wanted = true;
      if (!drawn) return;
      if (window.isMinimized()) window.restore();
      if (shown) window.show();
      else reveal();
      window.focus();
    },
    remember,
  };
}

function workAreas() {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}
