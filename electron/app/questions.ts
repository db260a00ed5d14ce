import { dialog } from 'electron';
import { toFailure } from '../../shared/errors.ts';
import type { Speech } from '../desktop/speech.ts';
import type { MainWindow } from './window.ts';

/** Says once that closing the window does not end the app; false where the person wants it to end. */
export async function agreesToTray({ window }: Pick<MainWindow, 'window'>, { t }: Speech): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    message: t('desktop.toTray.message'),
    detail: t('desktop.toTray.detail'),
    buttons: [t('desktop.toTray.keep'), t('desktop.toTray.quit')],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}

/** Asks before all running jobs are cancelled. */
export async function agreesToStop(running: number, { t }: Speech): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: t('desktop.stop.message', { count: running }),
    detail: t('desktop.stop.detail'),
    buttons: [t('desktop.stop.keep'), t('desktop.stop.confirm')],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}

/** Shows what went wrong with something that was not asked for in the window. */
export function complain(error: unknown, { describeFailure }: Speech): void {
  const { message, advice } = describeFailure(toFailure(error));
  void dialog.showMessageBox({ type: 'error', message, ...(advice !== null && { detail: advice }) });
}
