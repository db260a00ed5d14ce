import type { Job } from '../../shared/jobs.ts';
import type { Speech } from '../desktop/speech.ts';
import { hasStatusNotifier } from '../desktop/status-notifier.ts';
import { type TrayAction, trayViewOf } from '../desktop/tray-view.ts';
import type { Seller } from '../seller.ts';
import { type AppTray, openTray } from './tray.ts';

export interface TrayKeeper {
  /** Whether the desktop shows the icon, as far as was asked. */
  isThere(): boolean;
  /** Looks whether the desktop has a tray now, and puts the icon in it or takes it away. */
  look(): Promise<boolean>;
  /** Something that the icon or its menu tells has changed. */
  refresh(): void;
  close(): void;
}

interface TrayKeeperOptions {
  seller: Pick<Seller, 'jobs' | 'engine' | 'gpus'>;
  running: () => readonly Job[];
  /** In the language of now. */
  speech: () => Speech;
  /** Has the icon's pictures. */
  folder: string;
  act: (action: TrayAction) => void;
}

/** Keeps the tray icon, where and while the desktop has a tray. */
export function createTrayKeeper({ seller, running, speech, folder, act }: TrayKeeperOptions): TrayKeeper {
  let tray: AppTray | null = null;
  const refresh = () =>
    tray?.show(
      trayViewOf(
        {
          queue: seller.jobs.queue(),
          running: running(),
          engine: seller.engine.state().status,
          gpus: seller.gpus.state().status,
        },
        speech().t,
      ),
    );
  const close = () => {
    tray?.destroy();
    tray = null;
  };
  return {
    isThere: () => tray !== null,
    async look() {
      if (process.platform === 'linux' && !(await hasStatusNotifier(process.env))) {
        close();
        return false;
      }
      tray ??= openTray(folder, act);
      refresh();
      return true;
    },
    refresh,
    close,
  };
}
