import { existsSync } from 'node:fs';
import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where an engine may be listening: a local socket (or Windows pipe), or a TCP address. */
export type Endpoint =
  | { kind: 'socket'; path: string; text: string }
  | { kind: 'tcp'; host: string; port: number; tls: boolean; text: string };

/** Reads `unix:///path`, `/path`, `npipe:////./pipe/x` or `tcp://host:port`; null for anything else. */
export function parseEndpoint(text: string, environment: Environment): Endpoint | null {
  if (text.startsWith('unix://')) return socket(text.slice('unix://'.length), text);
  if (text.startsWith('npipe://')) return socket(text.slice('npipe://'.length), text);
  if (text.startsWith('/')) return socket(text, text);
  if (!/^(tcp|https?):\/\//.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text.replace(/^tcp:/, 'http:'));
  const tls = text.startsWith('https:') || environment.DOCKER_TLS_VERIFY === '1' || url.port === '2376';
  return { kind: 'tcp', host: url.hostname, port: Number(url.port) || (tls ? 2376 : 2375), tls, text };
}

function socket(socketPath: string, text: string): Endpoint {
  return { kind: 'socket', path: socketPath, text };
}

/** Where Docker's own products put their socket, most usual first. */
function usualSockets(environment: Environment, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') return ['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine'];
  const home = environment.HOME ?? '/root';
  const sockets = [
    '/var/run/docker.sock',
    path.join(home, '.docker/run/docker.sock'),
    path.join(home, '.docker/desktop/docker.sock'),
  ];
  return environment.XDG_RUNTIME_DIR ? [...sockets, path.join(environment.XDG_RUNTIME_DIR, 'docker.sock')] : sockets;
}

/**
 * The endpoint to try now: what the seller set, else `DOCKER_HOST`, else the first usual socket that exists. Asked
 * again before every connection, because Docker Desktop creates its socket only when it starts.
 */
export function findEndpoint(setting: string, environment: Environment, platform = process.platform): Endpoint {
  const named = setting === 'auto' ? environment.DOCKER_HOST : setting;
  const parsed = named ? parseEndpoint(named, environment) : null;
  if (parsed) return parsed;
  const [first = '/var/run/docker.sock', ...others] = usualSockets(environment, platform);
  const found = [first, ...others].find((candidate) => existsSync(candidate)) ?? first;
  return socket(found, found);
}
