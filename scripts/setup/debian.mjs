import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { attempt, must } from './process.mjs';
import { Stop } from './stop.mjs';

export const isRoot = process.getuid?.() === 0;

const isDebian = (() => {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
})();

/**
 * Where a command is, or null. Looks in the folders for administrators as well, which a user's PATH may lack.
 * @param {string} name
 */
export function which(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable) ?? null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

let refreshed = false;

/**
 * Installs Debian packages where this may be done without asking, asks where somebody sits in front of it, and
 * otherwise stops with the commands to type.
 * @param {string} purpose What the packages are for, as in "to run jobs".
 * @param {string[]} wanted Package names; `a|b` takes the first that the release has.
 * @param {import('./report.mjs').Tell} tell
 */
export async function installPackages(purpose, wanted, tell) {
  const missing = [];
  for (const choice of wanted) if (!(await isInstalled(choice))) missing.push(choice);
  if (missing.length === 0) return;

  const plain = missing.map((choice) => choice.split('|').at(-1)).join(' ');
  const commands = ['apt-get update', `apt-get install --yes --no-install-recommends ${plain}`];
  if (!isDebian) throw new Stop(`Something is missing ${purpose}. Install what your system calls: ${plain}.`);
  if (!isRoot)
    throw new Stop(
      `Packages are missing ${purpose}. Install them, then start again:`,
      commands.map((command) => `sudo ${command}`),
    );
  if (!(await mayChangeSystem(purpose, plain)))
    throw new Stop(`Packages are missing ${purpose}. Install them, then start again:`, commands);

  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  if (!refreshed) {
    tell('apt-get update');
    await must('Reading the package lists', 'apt-get', ['update', '--quiet'], { env });
    refreshed = true;
  }
  const names = [];
  for (const choice of missing) names.push(await available(choice));
  tell(`apt-get install ${names.join(' ')}`);
  await must('Installing packages', 'apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...names], {
    env,
  });
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own notation
const statusFormat = '--showformat=${db:Status-Status}';

/** @param {string} choice */
async function isInstalled(choice) {
  for (const name of choice.split('|')) {
    const { ok, tail } = await attempt('dpkg-query', ['--show', statusFormat, name]);
    if (ok && tail[0] === 'installed') return true;
  }
  return false;
}

/** @param {string} choice */
async function available(choice) {
  const names = choice.split('|');
  for (const name of names) {
    const { ok, tail } = await attempt('apt-cache', ['policy', name]);
    if (ok && tail.some((line) => /Candidate: (?!\(none\))/.test(line))) return name;
  }
  return names[0] ?? choice;
}

/**
 * A container or CI machine may be changed without asking. On a machine with an init system somebody may live.
 * @param {string} purpose
 * @param {string} names
 */
async function mayChangeSystem(purpose, names) {
  if (process.env.CI || !existsSync('/run/systemd/system')) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`\nInstall these packages ${purpose}? ${names} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
