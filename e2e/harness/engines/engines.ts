import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Two Docker engines for tests, both on this machine and both apart from its own: each is a small Debian in a folder,
 * run in mount, network and process namespaces of its own. Users have old and current engines, so tests do too.
 */
export const engineNames = ['old', 'current'] as const;
export type EngineName = (typeof engineNames)[number];

const releases: Record<EngineName, { suite: string; packages: string[] }> = {
  // Docker 20.10
  old: { suite: 'bookworm', packages: ['docker.io', 'iptables', 'iproute2', 'tini', 'ca-certificates'] },
  // Docker 28
  current: { suite: 'forky', packages: ['docker.io', 'docker-cli', 'iptables', 'iproute2', 'tini', 'ca-certificates'] },
};

const here = import.meta.dirname;

export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'computeswarm-seller');
}

interface Places {
  rootfs: string;
  data: string;
  log: string;
  pid: string;
  run: string;
  socket: string;
}

function placesOf(name: EngineName): Places {
  const home = join(cacheFolder(), 'engines', name);
  // A socket's path may have 107 characters; a cache folder's may have more. So it lies in /run, apart for each cache.
  const key = createHash('sha256').update(home).digest('hex').slice(0, 8);
  const run = `/run/computeswarm-tests/${key}`;
  return {
    rootfs: join(home, 'rootfs'),
    data: join(home, 'data'),
    log: join(home, 'dockerd.log'),
    pid: join(home, 'pid'),
    run,
    socket: join(run, 'docker.sock'),
  };
}

/** The value of DOCKER_HOST for an engine, running or not. */
export function hostOf(name: EngineName): string {
  return `unix://${placesOf(name).socket}`;
}

/** The engine that a DOCKER_HOST names; null where it names none of these. */
export function engineAt(host: string): EngineName | null {
  return engineNames.find((name) => hostOf(name) === host) ?? null;
}

/** The file of a running engine's network namespace, for `nsenter --net=FILE`; null where it does not run. */
export async function namespaceOf(name: EngineName): Promise<string | null> {
  const pid = await dockerdOf(name);
  return pid === null ? null : `/proc/${pid}/ns/net`;
}

/** Makes the engine's root file system from Debian packages. Needs root, debootstrap and a mirror; about half a minute. */
export async function installEngine(name: EngineName): Promise<void> {
  const places = placesOf(name);
  if (existsSync(places.rootfs)) return;
  const partial = `${places.rootfs}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const { suite, packages } = releases[name];
  // `sid` is the script for a suite that an older debootstrap does not know by name.
  await execute('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, suite, partial, '', 'sid']);
  await rm(join(partial, 'var/cache/apt'), { recursive: true, force: true });
  const hook = join(partial, 'usr/local/bin/nvidia-container-runtime-hook');
  await copyFile(join(here, '..', 'nvidia-container-runtime-hook'), hook);
  await rename(partial, places.rootfs);
}

/** Starts an engine and waits until it answers; does nothing when it runs already. Resolves with its version. */
export async function startEngine(name: EngineName): Promise<string> {
  const places = placesOf(name);
  const running = await versionOf(places.socket);
  if (running) return running;
  if (!existsSync(places.rootfs))
    throw new Error(`The ${name} engine is not installed: run \`cli.ts install ${name}\`.`);
  await killEngine(name);
  await rm(places.run, { recursive: true, force: true });
  for (const folder of [places.data, places.run]) await mkdir(folder, { recursive: true });

  const log = openSync(places.log, 'w');
  const child = spawn(
    'unshare',
    [
      ...['--mount', '--net', '--pid', '--fork', '--kill-child', '--propagation', 'private'],
      ...['sh', join(here, 'enter.sh'), places.rootfs, places.run, places.data],
    ],
    { detached: true, stdio: ['ignore', log, log], env: { PATH: process.env.PATH } },
  );
  closeSync(log);
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  if (child.pid === undefined) throw new Error('unshare could not be started: is util-linux installed?');
  await writeFile(places.pid, `${child.pid}\n`);
  child.unref();

  for (let attempt = 0; attempt < 600; attempt += 1) {
    const version = await versionOf(places.socket);
    if (version) return version;
    if (ended) break;
    await sleep(100);
  }
  const tail = (await readFile(places.log, 'utf8')).trimEnd().split('\n').slice(-15).join('\n');
  throw new Error(`The ${name} engine did not start. Its last lines:\n${tail}`);
}

/** Ends an engine the orderly way: dockerd stops its containers first. */
export async function stopEngine(name: EngineName): Promise<void> {
  const pid = await dockerdOf(name);
  if (pid !== null) process.kill(pid, 'SIGTERM');
  await gone(name, 20_000);
  await killEngine(name);
}

/** Ends an engine and every container in it at once, as a power cut would. */
export async function killEngine(name: EngineName): Promise<void> {
  const pid = await unshareOf(name);
  // With --kill-child, the end of unshare is the end of its process namespace.
  if (pid !== null) process.kill(pid, 'SIGKILL');
  await gone(name, 20_000);
  await rm(placesOf(name).pid, { force: true });
}

async function gone(name: EngineName, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  while (Date.now() < until && (await unshareOf(name)) !== null) await sleep(50);
}

/** The process that holds the engine's namespaces, or null; a stale pid file counts as none. */
async function unshareOf(name: EngineName): Promise<number | null> {
  const places = placesOf(name);
  const pid = Number.parseInt(await readFile(places.pid, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid)) return null;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(places.rootfs) ? pid : null;
}

/** What runs as process 1 of the engine's namespace: tini, which hands signals on to dockerd. */
async function dockerdOf(name: EngineName): Promise<number | null> {
  const parent = await unshareOf(name);
  if (parent === null) return null;
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8').catch(() => '');
  const child = Number.parseInt(children, 10);
  return Number.isInteger(child) ? child : null;
}

function versionOf(socketPath: string): Promise<string | null> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/version', timeout: 2_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve(/"Version":"([^"]+)","ApiVersion"/.exec(body)?.[1] ?? null));
    });
    call.on('error', () => resolve(null)).on('timeout', () => call.destroy());
    call.end();
  });
}

function execute(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const keep = (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-2_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${command} ended with ${status}:\n${tail}`));
    });
  });
}
