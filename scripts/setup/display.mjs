import { spawn } from 'node:child_process';
import { installPackages, which } from './debian.mjs';
import { displayPackages } from './packages.mjs';
import { Stop } from './stop.mjs';

/** Whether a window can be opened here. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Makes sure that a display for tests can be started.
 * @param {import('./report.mjs').Report} report
 */
export async function virtualDisplay(report) {
  await report.step('Virtual display', async (tell) => {
    if (which('Xvfb')) return { already: 'Xvfb' };
    await installPackages('to test windows without a screen', displayPackages, tell);
    return { done: 'installed Xvfb' };
  });
}

/**
 * Starts a display that nobody sees; Xvfb picks a free number.
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export function startDisplay() {
  return new Promise((resolve, reject) => {
    const xvfb = which('Xvfb') ?? 'Xvfb';
    const child = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-1_000);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Stop(`Xvfb did not start: ${said.trim()}`)));
    child.stdio[3]?.once('data', (number) => {
      resolve({ display: `:${String(number).trim()}`, stop: () => child.kill() });
    });
  });
}
