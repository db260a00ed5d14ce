import { dialog } from 'electron';
import { toFailure } from '../../shared/errors.ts';
import type { MainWindow } from './window.ts';

/** Says once that closing the window does not end the app; false where the person wants it to end. */
export async function agreesToTray({ window }: Pick<MainWindow, 'window'>): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    message: 'ComputeSwarm Seller keeps running.',
    detail:
      'Jobs go on, and new ones are taken. Its icon in the tray opens the window again and quits the app. Settings → Desktop changes what closing the window does.',
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}

/** Asks before all running jobs are cancelled. */
export async function agreesToStop(running: number): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: running === 1 ? 'Stop the running job now?' : `Stop all ${running} running jobs now?`,
    detail: 'They are cancelled and cannot go on; their logs are kept. No other job starts until you resume.',
    buttons: ['Keep running', 'Stop everything'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}

/** Shows what went wrong with something that was not asked for in the window. */
export function complain(error: unknown): void {
  const { message, remedy } = toFailure(error);
  void dialog.showMessageBox({ type: 'error', message, ...(remedy && { detail: remedy.text }) });
}
