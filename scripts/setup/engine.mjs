import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages, isRoot, which } from './debian.mjs';
import { enginePackages } from './packages.mjs';
import { cacheFolder } from './paths.mjs';
import { must } from './process.mjs';
import { Stop } from './stop.mjs';

const ownSocket = '/var/run/docker.sock';

/**
 * Finds a Docker engine that answers, or installs and starts one where that is possible.
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<{ endpoint: string, env: Record<string, string> }>} `env` names the engine to what is started next.
 */
export async function dockerEngine(report) {
  let endpoint = '';
  await report.step('Docker engine', async (tell) => {
    const found = await find();
    if (found) {
      endpoint = found.endpoint;
      return { already: `${found.version} at ${found.endpoint}` };
    }
    const named = process.env.DOCKER_HOST;
    if (named)
      throw new Stop(
        `DOCKER_HOST says ${named}, and no Docker engine answers there. Start that one, or unset DOCKER_HOST.`,
      );
    refuseWhereNotOurs();
    if (!which('dockerd')) await installPackages('to run jobs', enginePackages, tell);
    tell('starting dockerd');
    const version = existsSync('/run/systemd/system') ? await startService() : await startDaemon();
    endpoint = `unix://${ownSocket}`;
    return { done: `started ${version}` };
  });
  // The app looks at the usual place by itself, and goes on looking; it is only told of another.
  return { endpoint, env: endpoint === `unix://${ownSocket}` ? {} : { DOCKER_HOST: endpoint } };
}

function candidates() {
  if (process.env.DOCKER_HOST) return [process.env.DOCKER_HOST];
  if (process.platform === 'win32')
    return ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/dockerDesktopLinuxEngine'];
  const run = process.env.XDG_RUNTIME_DIR;
  const sockets = [
    ownSocket,
    path.join(homedir(), '.docker/run/docker.sock'),
    path.join(homedir(), '.docker/desktop/docker.sock'),
  ];
  return [...sockets, ...(run ? [path.join(run, 'docker.sock')] : [])].map((socket) => `unix://${socket}`);
}

async function find() {
  for (const endpoint of candidates()) {
    const version = await versionAt(endpoint);
    if (version) return { endpoint, version };
  }
  return null;
}

/**
 * @param {string} endpoint
 * @param {string} [route]
 * @returns {Promise<{ status: number, body: string } | null>} null where nothing answers.
 */
export function ask(endpoint, route = '/version') {
  const local = /^(?:unix|npipe):\/\/(.*)$/.exec(endpoint)?.[1];
  const url = local ? null : new URL(endpoint.replace(/^tcp:/, 'http:'));
  const place = url ? { host: url.hostname, port: url.port || 2375 } : { socketPath: local ?? endpoint };
  return new Promise((resolve) => {
    const call = request({ ...place, path: route, timeout: 5_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', () => resolve(null)).on('timeout', () => call.destroy());
    call.end();
  });
}

/** @param {string} endpoint */
async function versionAt(endpoint) {
  const answer = await ask(endpoint);
  return /"Version":"([^"]+)","ApiVersion"/.exec(answer?.body ?? '')?.[1] ?? null;
}

/** Only on Linux and as root can an engine be started from here; elsewhere says what to do. */
function refuseWhereNotOurs() {
  if (process.platform !== 'linux') {
    throw new Stop(
      'No Docker engine answers. Install Docker Desktop, start it, wait until it says that it runs, then start again.',
    );
  }
  if (isRoot) return;
  if (existsSync(ownSocket)) {
    throw new Stop(
      `A Docker engine seems to be installed, but you may not use ${ownSocket}, or it is not running. Start it and join its group, log in anew, then start again:`,
      ['sudo systemctl start docker', 'sudo usermod --append --groups docker "$USER"'],
    );
  }
  const install =
    which('dockerd') || !which('apt-get')
      ? []
      : ['sudo apt-get update', `sudo apt-get install --yes ${enginePackages.join(' ')}`];
  throw new Stop('No Docker engine answers. Install and start one, join its group, log in anew, then start again:', [
    ...install,
    'sudo systemctl start docker',
    'sudo usermod --append --groups docker "$USER"',
  ]);
}

async function startService() {
  await must('Starting the Docker service', 'systemctl', ['start', 'docker']);
  const version = await answer(() => false);
  if (version) return version;
  throw new Stop('The Docker service was started and does not answer. See what it says:', ['journalctl --unit docker']);
}

/** Where nothing manages services, dockerd is started by hand; it stays when this process ends, as a service would. */
async function startDaemon() {
  const folder = path.join(cacheFolder, 'dockerd');
  mkdirSync(folder, { recursive: true });
  const pidFile = path.join(folder, 'pid');
  const log = path.join(folder, 'log');
  // Left from before a restart, these may name any process by now, and dockerd would wait for it in vain.
  removeStale(pidFile, 'dockerd');
  removeStale('/var/run/docker.pid', 'dockerd');
  removeStale('/var/run/docker/containerd/containerd.pid', 'containerd');

  const output = openSync(log, 'w');
  const child = spawn(which('dockerd') ?? 'dockerd', ['--pidfile', pidFile], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended = false;
  child.on('error', () => {
    ended = true;
  });
  child.on('exit', () => {
    ended = true;
  });
  child.unref();
  const version = await answer(() => ended);
  if (version) return `${version} (log: ${log})`;
  const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12);
  throw new Stop(`dockerd did not start. Its last lines:\n${tail.map((line) => `  ${line}`).join('\n')}`, [
    `less ${log}`,
  ]);
}

/** @param {() => boolean} hasEnded */
async function answer(hasEnded) {
  for (let attempts = 0; attempts < 300 && !hasEnded(); attempts += 1) {
    const version = await versionAt(`unix://${ownSocket}`);
    if (version) return version;
    await sleep(200);
  }
  return null;
}

/**
 * @param {string} pidFile
 * @param {string} program
 */
function removeStale(pidFile, program) {
  if (!existsSync(pidFile)) return;
  const name = `/proc/${readFileSync(pidFile, 'utf8').trim()}/comm`;
  if (!existsSync(name) || readFileSync(name, 'utf8').trim() !== program) rmSync(pidFile, { force: true });
}
