import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { app, Notification, shell } from 'electron';
import log from 'electron-log/main.js';
import { AppError } from '../../shared/errors.ts';
import type { Result } from '../../shared/ipc.ts';
import type { Job } from '../../shared/jobs.ts';
import { type Destination, linkScheme } from '../../shared/links.ts';
import type { WindowCommand } from '../../shared/window-commands.ts';
import { whenClosed } from '../desktop/closing.ts';
import { describeDiagnostics } from '../desktop/diagnostics.ts';
import { createEngineNotices } from '../desktop/engine-notices.ts';
import { createGpuNotices } from '../desktop/gpu-notices.ts';
import { createJobNotices } from '../desktop/job-notices.ts';
import { createLiveJobs } from '../desktop/live-jobs.ts';
import type { Speech } from '../desktop/speech.ts';
import { readStartArguments, type StartArguments } from '../desktop/start-arguments.ts';
import { stopEverything } from '../desktop/stop-everything.ts';
import type { TrayAction } from '../desktop/tray-view.ts';
import { createWindowCommander } from '../desktop/window-commander.ts';
import { openWindowMemory } from '../desktop/window-memory.ts';
import type { Seller } from '../seller.ts';
import { createLoginStart } from './login-start.ts';
import { setMenu } from './menu.ts';
import { createNotifier } from './notifier.ts';
import { agreesToStop, agreesToTray, complain } from './questions.ts';
import type { ReceivedLinks } from './received-links.ts';
import { createTrayKeeper } from './tray-keeper.ts';
import { type MainWindow, openWindow, type WindowOptions } from './window.ts';

export interface DesktopOptions {
  seller: Seller;
  dataFolder: string;
  assetsFolder: string;
  links: ReceivedLinks;
  /** In the language of now. */
  speech: () => Speech;
}

/** The app on its desktop: window, menu, tray, notifications, links, start at login. */
export interface Desktop {
  open(page: Pick<WindowOptions, 'preload' | 'dark' | 'onDrawn'>): void;
  /** The window listens: answers what it is to do first. */
  windowStarted(): WindowCommand | null;
  windowShows(destination: Destination): void;
  abilities(): Result<'app.desktop'>;
  diagnostics(): string;
  /** @throws AppError where the system has no program for it */
  openOnDisk(what: 'data_folder' | 'log'): Promise<void>;
  /** @throws AppError where a job could not be cancelled */
  stopEverything(): Promise<void>;
  /** Lets go of everything; the app is about to end. */
  close(): void;
}

/** At login the panel may come up after the app: so often, and so long apart in milliseconds, is its tray looked for. */
const looks = 15;
const lookEveryMs = 2_000;

export function createDesktop({ seller, dataFolder, assetsFolder, links, speech }: DesktopOptions): Desktop {
  const { announcer, jobs } = seller;
  const settings = () => seller.settings().values.desktop;
  const memory = openWindowMemory(path.join(dataFolder, 'window.json'));
  const commander = createWindowCommander((command) => announcer.announce('app.command', command));
  const loginStart = createLoginStart();
  const live = createLiveJobs(jobs.unfinished());
  let main: MainWindow | null = null;
  let showing: Destination | null = null;

  const send = (command: WindowCommand) => {
    commander.send(command);
    main?.show();
  };
  const follow = ({ destination, refused, hidden }: StartArguments) => {
    for (const link of refused) log.warn('ignored a link that leads nowhere', link);
    if (destination) send({ do: 'show', destination });
    else if (!hidden) main?.show();
  };

  const complainNow = (error: unknown) => complain(error, speech());

  const stop = () =>
    stopEverything({
      running: () => live.running().map(({ id }) => id),
      cancel: jobs.cancel,
      stopAccepting: () => seller.updateSettings({ queue: { accepting: false } }),
    });
  const act = async (action: TrayAction): Promise<void> => {
    switch (action.do) {
      case 'open':
        main?.show();
        break;
      case 'show_job':
        send({ do: 'show', destination: { view: 'job', id: action.id } });
        break;
      case 'set_accepting':
        seller.updateSettings({ queue: { accepting: action.accepting } });
        break;
      case 'stop_everything':
        if (await agreesToStop(jobs.queue().running, speech())) await stop();
        break;
      case 'quit':
        app.quit();
    }
  };
  const tray = createTrayKeeper({
    seller,
    running: live.running,
    speech,
    folder: path.join(assetsFolder, 'tray'),
    act: (action) => void act(action).catch(complainNow),
  });

  const notices = {
    settings,
    speech,
    attention: () => ({ focused: main?.window.isFocused() ?? false, showing }),
    show: createNotifier(path.join(assetsFolder, 'tray', 'notification.png'), ({ destination }) =>
      send({ do: 'show', destination }),
    ),
  };
  const jobNotices = createJobNotices(notices);
  const gpuNotices = createGpuNotices(notices);
  const engineNotices = createEngineNotices(notices);
  let startsAtLogin = settings().startAtLogin;

  const setLoginStart = () => {
    try {
      loginStart.set(startsAtLogin);
    } catch (error) {
      log.error('start at login', error);
      const { t } = speech();
      const answer = error instanceof Error ? error.message : String(error);
      complainNow(
        new AppError({
          code: 'internal',
          message: t('desktop.loginStart.failed'),
          retryable: true,
          remedy: { text: t('desktop.loginStart.answer', { answer }) },
        }),
      );
    }
  };

  let menuIn: Speech | null = null;
  /** A menu that says the same stays, open or not. */
  const refreshMenu = () => {
    const now = speech();
    if (now === menuIn) return;
    menuIn = now;
    setMenu({
      appName: app.name,
      platform: process.platform,
      t: now.t,
      send,
      open: (what) => void openOnDisk(what).catch(complainNow),
    });
  };

  const subscriptions = [
    announcer.on('job.changed', (job: Job) => {
      if (live.take(job)) jobNotices.ended(job);
      tray.refresh();
    }),
    announcer.on('queue.changed', tray.refresh),
    announcer.on('engine.changed', (state) => {
      engineNotices.take(state);
      tray.refresh();
    }),
    announcer.on('gpus.changed', (state) => {
      gpuNotices(state);
      tray.refresh();
    }),
    announcer.on('settings.changed', ({ values }) => {
      tray.refresh();
      refreshMenu();
      if (values.desktop.startAtLogin === startsAtLogin) return;
      startsAtLogin = values.desktop.startAtLogin;
      setLoginStart();
    }),
  ];

  let closing = false;
  const closeWindow = async ({ window, remember }: MainWindow): Promise<void> => {
    if (closing) return;
    closing = true;
    try {
      remember();
      const outcome = whenClosed({
        tray: await tray.look(),
        closeToTray: settings().closeToTray,
        knowsTray: memory.read().knowsTray,
      });
      if (outcome === 'quit' || (outcome === 'tell_and_hide' && !(await agreesToTray({ window }, speech())))) {
        app.quit();
        return;
      }
      memory.write({ knowsTray: true });
      window.hide();
    } finally {
      closing = false;
    }
  };

  /** Started at login, without a window: somebody must be able to get at it. */
  const waitForTray = async (opened: MainWindow): Promise<void> => {
    for (let look = 0; look < looks; look += 1) {
      if (opened.window.isDestroyed() || opened.window.isVisible() || (await tray.look())) return;
      await pause(lookEveryMs, undefined, { ref: false });
    }
    opened.show();
  };

  const openOnDisk = async (what: 'data_folder' | 'log'): Promise<void> => {
    const problem = await shell.openPath(what === 'log' ? path.join(dataFolder, 'app.log') : dataFolder);
    if (problem) {
      throw new AppError({ code: 'internal', message: speech().t('desktop.notOpened', { problem }), retryable: true });
    }
  };

  return {
    open(page) {
      const start = readStartArguments(process.argv);
      const hidden = start.hidden || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
      const opened = openWindow({
        ...page,
        memory,
        hidden,
        onDrawn() {
          page.onDrawn();
          if (hidden) void waitForTray(opened);
          else void tray.look();
        },
        onClose: () => void closeWindow(opened).catch((error) => log.error('closing the window', error)),
        onPageLost: commander.lost,
      });
      main = opened;
      follow({ ...start, hidden });

      links.on((link) => follow(readStartArguments([link])));
      app.on('second-instance', (_event, argv) => follow(readStartArguments(argv)));
      app.on('activate', () => opened.show());
      app.on('before-quit', opened.remember);
      refreshMenu();
      // While it is developed it must not take links away from an installed app.
      if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
      // An AppImage may have been moved since the entry was written.
      if (startsAtLogin) setLoginStart();
    },
    windowStarted: commander.started,
    windowShows(destination) {
      showing = destination;
    },
    abilities: () => ({ tray: tray.isThere(), notifications: Notification.isSupported() }),
    diagnostics: () =>
      describeDiagnostics({
        about: {
          [app.name]: app.getVersion(),
          Electron: process.versions.electron,
          System: `${os.type()} ${os.release()}, ${os.arch()}`,
        },
        engine: seller.engine.state(),
        image: seller.image.state(),
        gpus: seller.gpus.state(),
        queue: jobs.queue(),
      }),
    openOnDisk,
    stopEverything: stop,
    close() {
      for (const unsubscribe of subscriptions) unsubscribe();
      jobNotices.stop();
      engineNotices.stop();
      tray.close();
    },
  };
}
