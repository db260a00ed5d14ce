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

const image = 'computeswarm/sandbox:1';

/**
 * Makes the image that jobs run in, if the engine does not have it.
 * @param {import('./report.mjs').Report} report
 * @param {string} endpoint
 */
export async function sandboxImage(report, endpoint) {
  await report.step('Sandbox image', async (tell) => {
    const known = await ask(endpoint, `/images/${image}/json`);
    if (known?.status === 200) return { already: image };
    dropOutdatedBase();
    const first = await prepare(endpoint, tell);
    if (first.ok) return { done: `made ${image}` };
    // Where no registry is in reach, the base is made from Debian packages, which takes debootstrap.
    if (!isRoot || which('debootstrap') || !which('apt-get')) throw failed(first.tail);
    await installPackages('to make the sandbox image', bootstrapPackages, tell);
    const second = await prepare(endpoint, tell);
    if (!second.ok) throw failed(second.tail);
    return { done: `made ${image} from Debian packages` };
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
  return new Stop(`The sandbox image could not be made:\n${tail.map((line) => `  ${line}`).join('\n')}`);
}

/** The Debian base is kept for other engines, but not beyond a change of what it is made from. */
export function dropOutdatedBase() {
  const folder = path.join(root, 'assets/sandbox');
  const hash = createHash('sha256');
  for (const file of ['debian-base.sh', 'debian-packages.txt']) hash.update(readFileSync(path.join(folder, file)));
  const wanted = hash.digest('hex');
  const stamp = path.join(cacheFolder, 'sandbox-base.made-from');
  const made = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (made === wanted) return;
  rmSync(path.join(cacheFolder, 'sandbox-base.tar'), { force: true });
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stamp, wanted);
}
