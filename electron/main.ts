import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, safeStorage } from 'electron';
import log from 'electron-log/main.js';
import { toFailure } from '../shared/errors.ts';
import { languageFor } from '../shared/languages/language.ts';
import { createDesktop } from './app/desktop.ts';
import { declarePageScheme, pageOrigin, servePage } from './app/page-protocol.ts';
import { quitCleanly } from './app/quitting.ts';
import { receiveLinks } from './app/received-links.ts';
import { lockDown } from './app/window.ts';
import { defaultCacheFolder, defaultDataFolder } from './data-folder.ts';
import { createSpeech, followLanguage } from './desktop/speech.ts';
import { forwardAnnouncements } from './ipc/announcements.ts';
import { registerHandlers } from './ipc/handle.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createSeller, type Seller } from './seller.ts';
import type { Cipher } from './settings/hub-token.ts';

declarePageScheme();
const dataFolder = defaultDataFolder(process.env);
app.setPath('userData', path.join(dataFolder, 'window'));
log.transports.file.resolvePathFn = () => path.join(dataFolder, 'app.log');
log.transports.file.maxSize = 5 * 1024 * 1024;
log.transports.console.level = false;
log.errorHandler.startCatching({ showDialog: false });
const links = receiveLinks();

if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(start);
} else {
  app.quit();
}

/** What looks like encryption on a Linux without a keychain uses a key that everybody knows. */
const keychain: Cipher = {
  isAvailable: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};

function start(): void {
  const built = path.join(import.meta.dirname, '..');
  const assetsFolder = app.isPackaged ? path.join(process.resourcesPath, 'assets') : path.join(built, '..', 'assets');
  const preferred = app.getPreferredSystemLanguages();
  let seller: Seller;
  try {
    seller = createSeller({
      dataFolder,
      cacheFolder: defaultCacheFolder(process.env),
      assetsFolder,
      gatewayProgram: path.join(built, 'gateway', 'gateway.mjs'),
      environment: process.env,
      cipher: keychain,
    });
  } catch (error) {
    const { t, describeFailure } = createSpeech(languageFor('system', preferred));
    const { message, advice } = describeFailure(toFailure(error));
    dialog.showErrorBox(t('desktop.cannotStart'), [message, advice].filter(Boolean).join('\n\n'));
    app.exit(1);
    return;
  }

  lockDown();
  servePage(path.join(built, 'renderer'));
  const speech = followLanguage({ chosen: () => seller.settings().values.appearance.language, preferred });
  const desktop = createDesktop({ seller, dataFolder, assetsFolder, links, speech });
  const subscriptions = forwardAnnouncements(seller.announcer, () => BrowserWindow.getAllWindows());
  registerHandlers(
    createHandlers(seller, { version: app.getVersion(), dataFolder, subscriptions, desktop, speech }),
    ({ senderFrame }) => senderFrame !== null && senderFrame.parent === null && senderFrame.origin === pageOrigin,
  );

  const applyTheme = () => {
    nativeTheme.themeSource = seller.settings().values.appearance.theme;
  };
  applyTheme();
  seller.announcer.on('settings.changed', applyTheme);

  desktop.open({
    preload: path.join(built, 'preload', 'preload.cjs'),
    dark: nativeTheme.shouldUseDarkColors,
    onDrawn: seller.start,
  });
  quitCleanly({
    runningJobs: () => seller.jobs.queue().running,
    speech,
    close: () => {
      desktop.close();
      return seller.close().catch((error) => log.error('closing failed', error));
    },
  });
}
