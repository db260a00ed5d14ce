import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackages, isRoot, which } from './debian.mjs';
import { ask } from './engine.mjs';
import { bootstrapPackages } from './packages.mjs';
import { cacheFolder, environment, node, root } from './paths.mjs';
import { attempt } from './process.mjs';
import { Stop } from './stop.mjs';

const images = ['computeswarm/sandbox:1', 'computeswarm/gateway:1'];

/** Images that are made from Debian packages where no registry is in reach. */
export const bases = /** @type {const} */ (['sandbox', 'gateway']);

/** @param {typeof bases[number]} name */
export function baseArchive(name) {
  return path.join(cacheFolder, `${name}-base.tar`);
}

/**
 * Makes the images that jobs and their gateways run in, if the engine does not have them.
 * @param {import('./report.mjs').Report} report
 * @param {string} endpoint
 */
export async function jobImages(report, endpoint) {
  await report.step('Job images', async (tell) => {
    const known = await Promise.all(images.map((image) => ask(endpoint, `/images/${image}/json`)));
    if (known.every((answer) => answer?.status === 200)) return { already: images.join(', ') };
    dropOutdatedBases();
    const first = await prepare(endpoint, tell);
    if (first.ok) return { done: `made ${images.join(', ')}` };
    // Where no registry is in reach, the base is made from Debian packages, which takes debootstrap.
    if (!isRoot || which('debootstrap') || !which('apt-get')) throw failed(first.tail);
    await installPackages('to make the images of jobs', bootstrapPackages, tell);
    const second = await prepare(endpoint, tell);
    if (!second.ok) throw failed(second.tail);
    return { done: `made ${images.join(', ')} from Debian packages` };
  });
}

/**
 * @param {string} endpoint
 * @param {import('./report.mjs').Tell} tell
 */
async function prepare(endpoint, tell) {
  // A data folder of its own: the usual one may be in use by the app.
  const data = mkdtempSync(path.join(tmpdir(), 'computeswarm-'));
  try {
    return await attempt(node, [path.join(root, 'electron/cli.ts'), 'prepare-image', '--data-dir', data], {
      cwd: root,
      env: environment({ DOCKER_HOST: endpoint }),
      onLine: tell,
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** @param {string[]} tail */
function failed(tail) {
  return new Stop(`The images of jobs could not be made:\n${tail.map((line) => `  ${line}`).join('\n')}`);
}

/** Debian bases are kept for other engines, but not beyond a change of what they are made from. */
export function dropOutdatedBases() {
  for (const name of bases) dropOutdatedBase(name);
}

/** @param {typeof bases[number]} name */
function dropOutdatedBase(name) {
  const assets = path.join(root, 'assets');
  const hash = createHash('sha256');
  for (const file of ['debian-base.sh', `${name}/debian-packages.txt`, `${name}/debian-check.sh`])
    hash.update(readFileSync(path.join(assets, file)));
  const wanted = hash.digest('hex');
  const stamp = path.join(cacheFolder, `${name}-base.made-from`);
  const made = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (made === wanted) return;
  rmSync(baseArchive(name), { force: true });
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stamp, wanted);
}
