import type { ElectronApplication } from '@playwright/test';

// The system's own dialogs cannot be driven: their answers are put in place of them.

/** From now on, choosing a file or folder yields `path`. */
export async function answerOpenDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** From now on, saving a file goes to `path`; null closes the dialog without a choice. */
export async function answerSaveDialog(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: chosen === null, filePath: chosen ?? '' });
  }, path);
}
