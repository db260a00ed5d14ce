import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { binary, environment, root } from './paths.mjs';
import { must } from './process.mjs';

/**
 * @typedef {{ name: string, command: string, args: string[], sources: string[], output: string }} Bundle
 */

/** @type {Bundle} */
const app = {
  name: 'Build',
  command: 'electron-vite',
  args: ['build', '--logLevel', 'warn'],
  sources: ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'],
  output: 'out/main',
};

/** @type {Bundle} */
const gateway = {
  name: 'Gateway program',
  command: 'vite',
  args: ['build', '--config', 'gateway.vite.config.ts', '--logLevel', 'warn'],
  sources: ['electron/gateway', 'shared', 'gateway.vite.config.ts', 'package-lock.json'],
  output: 'out/gateway',
};

/**
 * Bundles the app, unless it was built from the same sources.
 * @param {import('./report.mjs').Report} report
 * @param {Record<string, string>} env
 */
export async function build(report, env) {
  await bundle(report, app, env);
}

/**
 * Bundles the program that gateways run, unless it was built from the same sources.
 * @param {import('./report.mjs').Report} report
 */
export async function buildGateway(report) {
  await bundle(report, gateway, {});
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {Bundle} what
 * @param {Record<string, string>} env
 */
async function bundle(report, { name, command, args, sources, output }, env) {
  const folder = path.join(root, output);
  const stamp = path.join(folder, '.built-from');
  await report.step(name, async (tell) => {
    const wanted = fingerprint(sources);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { already: 'sources unchanged' };
    tell([command, ...args].join(' '));
    await must('Building', binary(command), args, { cwd: root, env: environment({ ...env, NO_COLOR: '1' }) });
    mkdirSync(folder, { recursive: true });
    writeFileSync(stamp, wanted);
    return { done: `${output}/` };
  });
}

/** @param {string[]} sources */
function fingerprint(sources) {
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
