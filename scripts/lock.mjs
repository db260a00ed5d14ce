import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup/paths.mjs';

/**
 * `npm run lock`, after `npm install`: adds the optional packages for other platforms that npm left out of
 * package-lock.json because the registry in reach does not carry them. Without them, `npm ci` refuses the lock
 * everywhere. They have no checksum until npm writes them where they can be reached.
 *
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Locked
 */
const file = path.join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
/** @type {Record<string, Locked>} */
const packages = lock.packages;

const added = [];
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(place, name) || !/^\d/.test(version)) continue;
    packages[`node_modules/${name}`] = { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true };
    added.push(`${name}@${version}`);
  }
}
if (added.length > 0) {
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
console.log(added.length === 0 ? 'package-lock.json is complete.' : `Added:\n${added.join('\n')}`);

/**
 * Node's rule: in the package's own node_modules, or in one of those around it.
 * @param {string} place
 * @param {string} name
 */
function isLocked(place, name) {
  for (let around = place; ; around = around.slice(0, Math.max(0, around.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${around ? `${around}/` : ''}node_modules/${name}`]) return true;
    if (around === '') return false;
  }
}

/**
 * What such packages' names say, as in `@x/y-linux-arm64-musl`.
 * @param {string} name
 * @returns {Locked}
 */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'].filter((word) => words.includes(word));
  const cpu = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'].filter((word) =>
    words.includes(word),
  );
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  return { cpu, ...(os.length > 0 ? { os } : {}), ...(libc.length > 0 ? { libc } : {}) };
}
