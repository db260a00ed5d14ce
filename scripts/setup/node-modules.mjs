import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { node, root } from './paths.mjs';
import { attempt, must } from './process.mjs';

/**
 * Installs what package-lock.json says, and Node 24 with it.
 * @param {import('./report.mjs').Report} report
 */
export async function nodeModules(report) {
  await report.step('npm packages', async (tell) => {
    if (isAsLocked()) return { already: 'as package-lock.json says' };
    tell('npm ci');
    mkdirSync(homedir(), { recursive: true });
    // No package's own scripts: the natives they would compile are optional. Which may run differs between npm releases.
    await must(
      'Installing the npm packages',
      npm,
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: root },
    );
    return { done: 'npm ci' };
  });
  await report.step('Node 24', async (tell) => {
    if (existsSync(node)) return { already: await version() };
    tell('fetching');
    const folder = path.join(root, 'node_modules/node');
    await must('Fetching Node 24', process.execPath, ['installArchSpecificPackage.js'], { cwd: folder });
    return { done: await version() };
  });
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

async function version() {
  return (await attempt(node, ['--version'])).tail[0] ?? 'there';
}

/** npm writes down what it installed: the same versions as in the lock, apart from packages for other platforms. */
function isAsLocked() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([place, { version, integrity, optional, devOptional }]) => {
    if (place === '') return true;
    const there = installed[place];
    if (!there) return Boolean(optional || devOptional);
    return there.version === version && there.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> | null}
 */
function readPackages(file) {
  const place = path.join(root, file);
  return existsSync(place) ? JSON.parse(readFileSync(place, 'utf8')).packages : null;
}
