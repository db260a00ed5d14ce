import { app, dialog } from 'electron';
import type { Speech } from '../desktop/speech.ts';

/** What quitting has to know and to do. */
export interface QuitOptions {
  runningJobs: () => number;
  /** In the language of now. */
  speech: () => Speech;
  /** Ends running jobs and lets go of everything. Must not reject. */
  close: () => Promise<void>;
}

/**
 * Asks before running jobs are ended, then lets `close` finish before the process goes. A signal does not ask: who sends
 * it cannot answer.
 */
export function quitCleanly({ runningJobs, speech, close }: QuitOptions): void {
  let agreed = false;
  let closing = false;

  const closeAndExit = () => {
    if (closing) return;
    closing = true;
    void close().then(() => app.exit(0));
  };

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    const running = runningJobs();
    if (agreed || running === 0) closeAndExit();
    else void ask(running, speech()).then((yes) => yes && closeAndExit());
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      agreed = true;
      app.quit();
    });
  }
}

async function ask(running: number, { t }: Speech): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: t('desktop.quitting.message', { count: running }),
    detail: t('desktop.quitting.detail'),
    buttons: [t('desktop.quitting.keep'), t('desktop.quitting.confirm')],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}
