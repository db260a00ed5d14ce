import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

/**
 * Addresses of this container, and of the routers that it sends through: on an engine's bridge, the engine's host, which
 * need not be the machine that the app runs on.
 * @param routes text of the kernel's IPv4 routing table, as in /proc/net/route
 */
export function ownAddresses(routes: string): string[] {
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
  const routers = routes.split('\n').flatMap((line) => {
    const router = /^\S+\t[0-9A-F]{8}\t([0-9A-F]{8})\t/.exec(line)?.[1];
    return router === undefined || router === '00000000' ? [] : [addressOf(router)];
  });
  return [...new Set([...own, ...routers])];
}

/** Where there is no such table, there are no routers to know. */
export function readRoutes(): Promise<string> {
  return readFile('/proc/net/route', 'utf8').catch(() => '');
}

/** The kernel writes the four bytes as one number of the machine's own byte order: last byte first. */
function addressOf(hexadecimal: string): string {
  return [...Buffer.from(hexadecimal, 'hex')].reverse().join('.');
}
