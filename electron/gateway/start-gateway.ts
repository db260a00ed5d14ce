import { gatewayPlaces } from '../../shared/egress.ts';
import { AppError } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import type { LedgerEntry } from '../../shared/ledger.ts';
import type { FetchEvent } from '../../shared/models.ts';
import type { Container } from '../engine/containers.ts';
import { gatewayUser, hardened } from '../executor/hardening.ts';
import type { JobContainers } from '../executor/job-containers.ts';
import { createLastLines } from '../executor/last-lines.ts';
import { createEventReader } from './events.ts';

/** The image that gateways run in: Node.js and certificates, nothing of a job. */
export const gatewayImage = 'computeswarm/gateway:1';

const mebibyte = 1024 * 1024;
const stopSeconds = 2;
/** Far more than one file needs: what is downloaded goes to the cache, not into memory. */
const memoryBytes = 512 * mebibyte;

/** The volume of downloaded files that all gateways of one installation share; it outlives jobs. */
export function cacheVolume(instance: string): { name: string; key: string } {
  return { name: `cs-${instance}-downloads`, key: 'downloads' };
}

/** A gateway container under way. */
export interface Gateway {
  /** Ends it; resolves when all that it recorded was told. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Starts the one gateway of a job's setup, without waiting for it: who connects to its socket too early tries again.
 * @param options.onFailure the gateway could not be started, or ended before it was stopped; not called afterwards.
 */
export function startGateway(
  containers: JobContainers,
  options: {
    instance: string;
    cpus: number;
    /** Volumes of the repositories that it fetches, in the order of its orders’ folders. */
    repositories: readonly string[];
    onLedger: (entries: LedgerEntry[], omitted: number) => void;
    onFetch: (event: FetchEvent) => void;
    /** Told at the end: bytes of all downloads. */
    onCache: (bytes: number) => void;
    onFailure: (error: unknown) => void;
  },
): Gateway {
  const { volumes } = containers;
  const events = createEventReader(options);
  const lastWords = createLastLines();
  let stopping = false;

  const created = containers.create('gateway', (named) =>
    hardened(
      {
        image: gatewayImage,
        memoryBytes,
        cpus: options.cpus,
        pids: 64,
        tmpBytes: 16 * mebibyte,
        shmBytes: mebibyte,
      },
      {
        ...named,
        user: gatewayUser,
        command: [
          'node',
          '--max-old-space-size=192',
          // With large young generations, buffers of finished reads add up until a full collection.
          '--max-semi-space-size=1',
          `${gatewayPlaces.program}/gateway.mjs`,
        ],
        environment: {},
        workingFolder: '/',
        mounts: [
          { volume: volumes.program, target: gatewayPlaces.program, readOnly: true },
          { volume: volumes.socket, target: gatewayPlaces.socketFolder, readOnly: false },
          { volume: cacheVolume(options.instance).name, target: gatewayPlaces.cache, readOnly: false },
          ...options.repositories.map((volume, index) => ({
            volume,
            target: `${gatewayPlaces.models}/${index}`,
            readOnly: false,
          })),
        ],
        // The only container of a job that has an interface; it runs none of the buyer's code.
        network: 'bridge',
        gpus: [],
        largestFileBytes: Number.MAX_SAFE_INTEGER,
      },
    ),
  );

  const run = async (): Promise<void> => {
    const container = await created;
    if (stopping) return;
    const { exitCode } = await container.run(({ stream, bytes }) => {
      if (stream === 'stdout') events.push(bytes);
      else lastWords.push(bytes.toString());
    });
    if (!stopping) throw new AppError(gatewayEnded(exitCode, lastWords.lines()));
  };
  const done = run()
    .catch((error: unknown) => {
      if (!stopping) options.onFailure(error);
    })
    .finally(events.end);

  const end = async (container: Container) => {
    await container.stop(stopSeconds);
    await done;
    await containers.discard(container);
  };

  let stopped: Promise<void> | null = null;
  return {
    stop() {
      stopping = true;
      // What cannot be removed now is removed with the job's other containers.
      stopped ??= created.then(end).catch(() => undefined);
      return stopped;
    },
  };
}

function gatewayEnded(exitCode: number, details: string[]) {
  return {
    code: 'gateway_failed' as const,
    ...sentence('gateway_ended', { exitCode }),
    phase: 'setup' as const,
    retryable: true,
    remedy: advice('run_again_downloads_kept', {}, { kind: 'run_again' }),
    details: details.slice(-6),
  };
}
