import { build } from './build.mjs';
import { startDisplay, virtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';

/**
 * Builds the app and does work that opens its window, on a display that nobody sees.
 * @param {import('./report.mjs').Report} report
 * @param {(env: Record<string, string>) => Promise<number>} work
 */
export async function withWindow(report, work) {
  const { env } = await electronRuntime(report);
  await virtualDisplay(report);
  await build(report, env);
  const display = await startDisplay();
  try {
    return await work({ ...env, DISPLAY: display.display });
  } finally {
    display.stop();
  }
}
