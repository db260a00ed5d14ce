import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { type GatewayOrders, gatewayPlaces } from '../../shared/egress.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import { gatewayUser } from '../executor/hardening.ts';
import type { ArchiveEntry } from '../executor/upload.ts';

/** How long past the setup timeout a gateway that nobody stopped goes on: setup's own end comes before. */
const slackSeconds = 60;

/**
 * What a gateway container finds in its volumes: the program, its orders, and the folders that it may write.
 * @param program path of the bundled gateway program
 * @param models repositories to fetch, and where their volumes are mounted
 */
export async function gatewayFiles(
  program: string,
  job: { limits: JobLimits; certificates: string; cacheBytes: number; hubToken: string },
  models: GatewayOrders['models'],
): Promise<ArchiveEntry[]> {
  const { limits, certificates, cacheBytes, hubToken } = job;
  if (!limits.egress) throw new Error('A job whose setup has a network needs a policy.');
  const orders: GatewayOrders = {
    policy: limits.egress,
    hostAddresses: hostAddresses(),
    certificates,
    cacheBytes,
    seconds: limits.setupTimeoutSeconds + slackSeconds,
    models,
    fetchSeconds: limits.setupTimeoutSeconds,
    hubToken: models.length > 0 ? hubToken : '',
  };
  const file = (path: string, content: string | Buffer, mode: number): ArchiveEntry => ({
    path,
    content,
    mode,
    owner: gatewayUser,
  });
  return [
    file(`${gatewayPlaces.program}/gateway.mjs`, await readFile(program), 0o444),
    file(`${gatewayPlaces.program}/orders.json`, JSON.stringify(orders), 0o400),
    // The setup container has the socket's folder too, read-only and as another user.
    { path: `${gatewayPlaces.socketFolder}/`, mode: 0o755, owner: gatewayUser },
    { path: `${gatewayPlaces.cache}/`, mode: 0o700, owner: gatewayUser },
  ];
}

/** Addresses of this machine's own interfaces: public ones too are not for jobs to reach. */
function hostAddresses(): string[] {
  return Object.values(os.networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}
