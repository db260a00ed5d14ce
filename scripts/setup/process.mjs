import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { Stop } from './stop.mjs';

/**
 * Runs a command to its end and gives the lines of its standard output one by one.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ ok: boolean, tail: string[] }>} `ok` is false for a status other than 0, a command that is not there, a timeout.
 */
export function attempt(command, args, { cwd, env, timeoutMs, onLine } = {}) {
  return new Promise((resolve) => {
    /** @type {string[]} */
    const tail = [];
    const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        tail.push(line);
        if (tail.length > 60) tail.shift();
        if (stream === child.stdout) onLine?.(line);
      });
    }
    child.on('error', (error) => resolve({ ok: false, tail: [error.message] }));
    child.on('close', (status) => resolve({ ok: status === 0, tail }));
  });
}

/**
 * Runs a command that must succeed.
 * @param {string} what What the command is for, as in "Installing the npm packages".
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof attempt>[2]} [options]
 */
export async function must(what, command, args, options) {
  const { ok, tail } = await attempt(command, args, options);
  if (!ok)
    throw new Stop(`${what} failed:\n${tail.map((line) => `  ${line}`).join('\n')}\n\nThe command was:`, [
      [command, ...args].join(' '),
    ]);
  return tail;
}

/**
 * Runs a command in the foreground, hands signals on to it once each, and resolves with the status to exit with.
 * The command gets a process group of its own: Ctrl-C reaches this process from the terminal and again from npm, and
 * two signals would mean "at once" to a command that means "in good order" by one.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string, label?: string }} options `label` stands before each line of its output, to tell
 *   commands that run beside each other apart.
 * @returns {Promise<number>}
 */
export function foreground(command, args, { env, cwd, label }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      cwd,
      stdio: label === undefined ? 'inherit' : ['inherit', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    for (const [stream, shown] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      if (stream) createInterface({ input: stream }).on('line', (line) => shown.write(`${label} │ ${line}\n`));
    }
    /** @type {Map<NodeJS.Signals, number>} */
    const last = new Map();
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      const now = Date.now();
      if (now - (last.get(signal) ?? 0) < 1_000) return;
      last.set(signal, now);
      child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    const orphaned = onLoss(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      for (const name of forwarded) process.off(name, forward);
      clearInterval(orphaned);
      resolve(status ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** @type {readonly NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * npm passes signals to a shell between it and this process, and the shell dies of some of them alone.
 * @param {() => void} action
 */
function onLoss(action) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    action();
  }, 500);
  return timer;
}
