import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { binary, environment, root } from './paths.mjs';
import { must } from './process.mjs';

const sources = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'];
const stamp = path.join(root, 'out/.built-from');

/**
 * Bundles the app, unless it was built from the same sources.
 * @param {import('./report.mjs').Report} report
 * @param {Record<string, string>} env
 */
export async function build(report, env) {
  await report.step('Build', async (tell) => {
    const wanted = fingerprint();
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { already: 'sources unchanged' };
    tell('electron-vite build');
    await must('Building the app', binary('electron-vite'), ['build', '--logLevel', 'warn'], {
      cwd: root,
      env: environment({ ...env, NO_COLOR: '1' }),
    });
    writeFileSync(stamp, wanted);
    return { done: 'out/' };
  });
}

function fingerprint() {
  const hash = createHash('sha256');
  /** @param {string} place */
  const add = (place) => {
    const stat = statSync(place);
    if (stat.isDirectory()) for (const name of readdirSync(place).sort()) add(path.join(place, name));
    else if (!/\.test\.tsx?$/.test(place)) hash.update(`${place}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const source of sources) add(path.join(root, source));
  return hash.digest('hex');
}
