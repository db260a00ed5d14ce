import { existsSync } from 'node:fs';
import path from 'node:path';
import { installPackages, isRoot, which } from './debian.mjs';
import { bootstrapPackages } from './packages.mjs';
import { cacheFolder, environment, node, root } from './paths.mjs';
import { attempt, must } from './process.mjs';
import { dropOutdatedBase, sandboxImage } from './sandbox-image.mjs';
import { Stop } from './stop.mjs';

const program = path.join(root, 'e2e/harness/engines/cli.ts');
const base = path.join(cacheFolder, 'sandbox-base.tar');

/** Engines that tests run on: an old and a current release, apart from the engine of this machine. */
const testEngines = /** @type {const} */ (['old', 'current']);

/**
 * Makes and starts both engines with the sandbox image in them.
 * @param {import('./report.mjs').Report} report
 */
export async function startTestEngines(report) {
  if (process.platform !== 'linux' || !isRoot) {
    throw new Stop(
      'The tests run Docker engines of their own, which takes Linux and root. Where that is not at hand, run the parts that need none:',
      ['npm test -- types style boundaries unused unit'],
    );
  }
  dropOutdatedBase();
  await report.step('Test engines', async (tell) => {
    const missing = [];
    for (const name of testEngines)
      if (!existsSync(path.join(cacheFolder, 'engines', name, 'rootfs'))) missing.push(name);
    if (missing.length === 0 && existsSync(base)) return { already: 'installed' };
    if (!which('debootstrap')) await installPackages('to make the test engines', bootstrapPackages, tell);
    tell('making engines and sandbox base from Debian packages');
    /** @type {Promise<unknown>[]} */
    const work = missing.map((name) => engine('install', name));
    if (!existsSync(base)) {
      work.push(
        must('Making the sandbox base', 'sh', [path.join(root, 'assets/sandbox/debian-base.sh'), base], {
          onLine: (line) => tell(line.replace(/^step: /, '')),
        }),
      );
    }
    await Promise.all(work);
    return { done: 'installed' };
  });
  for (const name of testEngines) {
    let host = '';
    await report.step(`Engine “${name}”`, async () => {
      host = await engine('start', name);
      return { done: `started at ${host}` };
    });
    await sandboxImage(report, host);
  }
}

/** Ends both engines; the containers of a test that was cut short end with them. */
export async function stopTestEngines() {
  for (const name of testEngines) await attempt(node, [program, 'stop', name], { env: environment() });
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
