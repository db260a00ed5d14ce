import { existsSync } from 'node:fs';
import path from 'node:path';
import { installPackages, isRoot, which } from './debian.mjs';
import { baseArchive, bases, dropOutdatedBases, jobImages } from './images.mjs';
import { bootstrapPackages } from './packages.mjs';
import { cacheFolder, environment, node, root } from './paths.mjs';
import { attempt, must } from './process.mjs';
import { Stop } from './stop.mjs';

const program = path.join(root, 'e2e/harness/engines/cli.ts');

/** Engines that tests run on: an old and a current release, apart from the engine of this machine. */
const testEngines = /** @type {const} */ (['old', 'current']);

/** @typedef {typeof testEngines[number]} Name */

/** Whether this machine can run them. */
export const canRunTestEngines = process.platform === 'linux' && isRoot;

/**
 * Makes and starts engines with the images of jobs in them.
 * @param {import('./report.mjs').Report} report
 * @param {readonly Name[]} [names] Both, unless said.
 */
export async function startTestEngines(report, names = testEngines) {
  if (!canRunTestEngines) {
    throw new Stop(
      'The tests run Docker engines of their own, which takes Linux and root. Where that is not at hand, run the parts that need none:',
      ['npm test -- types style boundaries unused unit'],
    );
  }
  dropOutdatedBases();
  await report.step('Test engines', async (tell) => {
    const missing = [];
    for (const name of names) if (!existsSync(path.join(cacheFolder, 'engines', name, 'rootfs'))) missing.push(name);
    const missingBases = bases.filter((name) => !existsSync(baseArchive(name)));
    if (missing.length === 0 && missingBases.length === 0) return { already: 'installed' };
    if (!which('debootstrap')) await installPackages('to make the test engines', bootstrapPackages, tell);
    tell('making engines and image bases from Debian packages');
    /** @type {Promise<unknown>[]} */
    const work = missing.map((name) => engine('install', name));
    for (const name of missingBases) {
      const script = [path.join(root, 'assets/debian-base.sh'), path.join(root, 'assets', name), baseArchive(name)];
      work.push(
        must(`Making the ${name} base`, 'sh', script, {
          onLine: (line) => tell(line.replace(/^step: /, `${name}: `)),
        }),
      );
    }
    await Promise.all(work);
    return { done: 'installed' };
  });
  for (const name of names) {
    let host = '';
    await report.step(`Engine “${name}”`, async () => {
      host = await engine('start', name);
      return { done: `started at ${host}` };
    });
    await jobImages(report, host);
  }
}

/**
 * Ends engines; the containers of a test that was cut short end with them.
 * @param {readonly Name[]} [names] Both, unless said.
 */
export async function stopTestEngines(names = testEngines) {
  for (const name of names) await attempt(node, [program, 'stop', name], { env: environment() });
}

/**
 * @param {'install' | 'start' | 'host'} verb
 * @param {string} name
 * @returns {Promise<string>} The engine's DOCKER_HOST.
 */
export async function engine(verb, name) {
  const lines = await must(`Test engine “${name}”: ${verb}`, node, [program, verb, name], { env: environment() });
  return lines.at(-1) ?? '';
}
