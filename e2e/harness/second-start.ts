import { spawn } from 'node:child_process';
import type { ElectronApplication } from '@playwright/test';

/** Starts the app once more on the same data folder, as a desktop does for a link; resolves with its exit status. */
export async function startAgain(
  app: ElectronApplication,
  dataFolder: string,
  ...argv: string[]
): Promise<number | null> {
  const [program, folder] = await app.evaluate(({ app: electron }) => [process.execPath, electron.getAppPath()]);
  const child = spawn(program ?? '', [folder ?? '', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...argv], {
    env: { ...process.env, COMPUTESWARM_DATA_DIR: dataFolder },
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
