import { app, dialog } from 'electron';

/** What quitting has to know and to do. */
export interface QuitOptions {
  runningJobs: () => number;
  /** Ends running jobs and lets go of everything. Must not reject. */
  close: () => Promise<void>;
}

/**
 * Asks before running jobs are ended, then lets `close` finish before the process goes. A signal does not ask: who sends
 * it cannot answer.
 */
export function quitCleanly({ runningJobs, close }: QuitOptions): void {
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
    else void ask(running).then((yes) => yes && closeAndExit());
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      agreed = true;
      app.quit();
    });
  }
}

async function ask(running: number): Promise<boolean> {
  const jobs = running === 1 ? 'One job is' : `${running} jobs are`;
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: `${jobs} running.`,
    detail:
      'Quitting ends running jobs; they are kept as interrupted and can be run again. Waiting jobs stay in the queue.',
    buttons: ['Keep running', 'End jobs and quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}
