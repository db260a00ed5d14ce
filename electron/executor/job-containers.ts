import type { Readable } from 'node:stream';
import type { JobEnvironment } from '../../shared/environments.ts';
import type { Phase } from '../../shared/errors.ts';
import type { JobLimits, JobProgress, JobSpec } from '../../shared/jobs.ts';
import type { LedgerEntry } from '../../shared/ledger.ts';
import type { FetchProgress, JobModel } from '../../shared/models.ts';
import type { Container, ContainerExit, ContainerSpec, Mount } from '../engine/containers.ts';
import type { OutputFrame } from '../engine/demux.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerUsage } from '../engine/usage.ts';
import type { LockStore } from '../environments/lock-store.ts';
import type { SnapshotStore } from '../models/snapshot-store.ts';
import type { Leases } from '../storage/leases.ts';
import { keptLabel, type StorageKeeper } from '../storage/storage-keeper.ts';
import { hardened, jobUser } from './hardening.ts';
import { createReportFilter, newReportToken, type Report } from './report.ts';

/** A job as the executor needs it: everything is decided, everything it brings lies in `contentFolder`. */
export interface RunnableJob {
  id: string;
  spec: JobSpec;
  limits: JobLimits;
  gpuUuids: string[];
  /** Holds `inputs/` and `wheels/`. */
  contentFolder: string;
  /** Where what the job leaves in `/outputs` is copied to. */
  outputsFolder: string;
  /** PEM certificates that the gateway trusts besides the public ones; empty for none. */
  certificates: string;
  /** Size of the download cache that gateways of this installation share. */
  cacheBytes: number;
  /** The seller’s token for the model hub; empty for none. */
  hubToken: string;
}

/** What the executor tells while a job runs. `entered` returns when the transition is on record. */
export interface JobListener {
  entered(phase: Exclude<Phase, 'preparing'>): void;
  progress(progress: JobProgress | null): void;
  /** How far the job’s repositories are, beside `progress`. */
  fetching(progress: FetchProgress | null): void;
  /** What execution will have. */
  provided(what: { environment: JobEnvironment | null; models: JobModel[] }): void;
  /** A returned promise slows the container down until it resolves. */
  output(phase: Phase, stream: OutputFrame['stream'], bytes: Buffer): Promise<void> | void;
  note(phase: Phase, text: string): void;
  /** What the container of a phase that runs the job’s code uses, about once a second. */
  usage(usage: ContainerUsage): void;
  /** What that container’s process 1 said at its end. */
  reported(report: Report): void;
  /** What setup asked the network for: entries that are new or have changed, and how many more were only counted. */
  ledger(entries: LedgerEntry[], omitted: number): void;
}

export interface ExecutorDependencies {
  engine: Engine;
  /** Folder of the in-container helper programs. */
  helpersFolder: string;
  /** The gateway program, bundled into one file. */
  gatewayProgram: string;
  /** Names this installation in the labels of everything that it makes in the engine. */
  instance: string;
  kept: Kept;
}

/** What outlives jobs, and who makes what of it now. */
export interface Kept {
  storage: StorageKeeper;
  locks: LockStore;
  snapshots: SnapshotStore;
  leases: Leases<SharedProgress>;
}

/** How far the job is that makes what others wait for. */
export type SharedProgress =
  | { of: 'packages'; progress: JobProgress | null }
  | { of: 'models'; progress: FetchProgress | null };

/** Seconds between TERM and KILL. */
export const graceSeconds = 5;
/** How long past its own deadline a container may take before it is removed from outside. */
const backstopSeconds = 20;

const instanceLabel = 'computeswarm.instance';
const jobLabel = 'computeswarm.job';

export const environmentFolder = '/environment';
export const outputsFolder = '/outputs';

export interface PhaseEnd extends ContainerExit {
  report: Report | null;
}

type Step = 'stage' | 'probe' | 'check' | 'setup' | 'gateway' | 'execution';

export interface RunOptions {
  command: string[];
  mounts: Mount[];
  gpus: string[];
  seconds: number;
  space: { folder: string; bytes: number };
  environment: Record<string, string>;
  onOutput: (frame: OutputFrame) => Promise<void> | void;
  onUsage?: (usage: ContainerUsage) => void;
  onReport?: (report: Report) => void;
  /** Ends the container early, the same way as cancelling. */
  stop?: AbortSignal;
}

/** Everything that one job has in the engine, named and labelled in one place, so that none of it is left behind. */
export interface JobContainers {
  readonly volumes: Readonly<Record<'job' | 'outputs' | 'program' | 'socket', string>>;
  createVolume(name: string): Promise<void>;
  /** Makes a volume that may outlive the job; it is removed with the job’s others unless `keep` is called. */
  createKeptVolume(name: string): Promise<void>;
  keep(name: string): void;
  /** Unpacks a tar archive at `/` of a container that has these volumes, writable, and never runs. */
  stage(volumes: readonly { volume: string; target: string }[], archive: Readable): Promise<void>;
  /** Labels and names the container, and removes it with the others if nobody did before. */
  create(step: Step, spec: (named: Pick<ContainerSpec, 'name' | 'labels'>) => ContainerSpec): Promise<Container>;
  discard(container: Container): Promise<void>;
  /**
   * Runs one container of the job to its end, without a network, with its deadline and its space limit kept by our process
   * 1 inside and by a backstop outside. The container is still there afterwards.
   */
  run(
    step: 'probe' | 'check' | 'setup' | 'execution',
    options: RunOptions,
  ): Promise<{ end: PhaseEnd; container: Container }>;
  /** Removes whatever is still in the engine. Where the engine is gone, reconciling does it when it is back. */
  cleanUp(): Promise<void>;
}

/** The job that a container with these labels belongs to; null where it is no job's of this installation. */
export function jobOfLabels(labels: Readonly<Record<string, string>> | null, instance: string): string | null {
  return labels?.[instanceLabel] === instance ? (labels[jobLabel] ?? null) : null;
}

export function createJobContainers(
  { engine, instance, kept }: Pick<ExecutorDependencies, 'engine' | 'instance' | 'kept'>,
  { id, limits }: Pick<RunnableJob, 'id' | 'limits'>,
  signal: AbortSignal,
): JobContainers {
  const containers = new Set<Container>();
  const madeVolumes = new Set<string>();
  const leaving: Promise<void>[] = [];
  const volume = (name: string) => `cs-${id}-${name}`;
  const volumes = {
    job: volume('job'),
    outputs: volume('outputs'),
    program: volume('program'),
    socket: volume('socket'),
  };
  const labels = (step: Step) => ({
    [instanceLabel]: instance,
    [jobLabel]: id,
    'computeswarm.phase': step,
  });

  const create: JobContainers['create'] = async (step, spec) => {
    const container = await engine.createContainer(spec({ name: `cs-${id}-${step}`, labels: labels(step) }));
    containers.add(container);
    return container;
  };

  const discard = async (container: Container): Promise<void> => {
    await container.remove();
    containers.delete(container);
  };

  return {
    volumes,
    create,

    async createVolume(name) {
      madeVolumes.add(name);
      await engine.createVolume(name, labels('stage'));
    },

    async createKeptVolume(name) {
      madeVolumes.add(name);
      await engine.createVolume(name, { [keptLabel]: instance });
    },

    keep(name) {
      madeVolumes.delete(name);
    },

    async stage(staged, archive) {
      signal.throwIfAborted();
      // The one before has the same name.
      await Promise.all(leaving);
      const container = await create('stage', (named) => ({
        ...hardened(limits, {
          ...named,
          user: jobUser,
          command: ['true'],
          environment: {},
          workingFolder: '/',
          mounts: staged.map((mount) => ({ ...mount, readOnly: false })),
          network: 'none',
          gpus: [],
          largestFileBytes: limits.outputsBytes,
        }),
        // It never runs; the engine unpacks nothing into a container with a read-only root.
        readOnlyRoot: false,
      }));
      await container.upload(archive, '/');
      // Nothing waits for its removal but the removal of its volumes.
      leaving.push(discard(container).catch(() => undefined));
    },

    discard,

    async run(step, options) {
      signal.throwIfAborted();
      const token = newReportToken();
      const filter = createReportFilter(token);
      const container = await create(step, (named) =>
        hardened(limits, {
          ...named,
          user: jobUser,
          command: [
            ...['python3', '-I', '-S', '/job/system/init.py'],
            ...['--deadline', String(options.seconds), '--grace', String(graceSeconds)],
            ...['--space', `${options.space.folder}=${options.space.bytes}`],
            '--',
            ...options.command,
          ],
          environment: {
            HOME: '/tmp',
            LANG: 'C.UTF-8',
            PYTHONUNBUFFERED: '1',
            ...options.environment,
            COMPUTESWARM_REPORT: token,
          },
          workingFolder: '/job/inputs',
          mounts: [{ volume: volumes.job, target: '/job', readOnly: true }, ...options.mounts],
          network: 'none',
          gpus: options.gpus,
          largestFileBytes: options.space.bytes,
        }),
      );
      const stop = () => void container.stop(graceSeconds + 3).catch(() => undefined);
      const backstop = setTimeout(
        () => void container.remove().catch(() => undefined),
        (options.seconds + graceSeconds + backstopSeconds) * 1000,
      );
      const stopped = options.stop ? AbortSignal.any([signal, options.stop]) : signal;
      stopped.addEventListener('abort', stop, { once: true });
      try {
        stopped.throwIfAborted();
        const exit = await container.run((frame) => {
          const bytes = frame.stream === 'stderr' ? filter.pass(frame.bytes) : frame.bytes;
          return bytes.length > 0 ? options.onOutput({ stream: frame.stream, bytes }) : undefined;
        }, options.onUsage);
        const { report, rest } = filter.end();
        if (report) {
          kept.storage.saw({ totalBytes: report.diskBytes, freeBytes: report.diskFreeBytes });
          options.onReport?.(report);
        }
        if (rest.length > 0) await options.onOutput({ stream: 'stderr', bytes: rest });
        signal.throwIfAborted();
        return { end: { ...exit, report }, container };
      } finally {
        clearTimeout(backstop);
        stopped.removeEventListener('abort', stop);
      }
    },

    async cleanUp() {
      await Promise.all(leaving);
      await Promise.allSettled([...containers].map((container) => container.remove()));
      await Promise.allSettled([...madeVolumes].map((name) => engine.removeVolume(name)));
    },
  };
}
