import { Readable } from 'node:stream';
import type { ContainerCreateOptions } from 'dockerode';
import { AppError } from '../../shared/errors.ts';
import type { Client } from './client.ts';
import { createDemuxer, type OutputFrame } from './demux.ts';
import { engineError, lost, statusOf } from './errors.ts';
import { type ContainerUsage, watchUsage } from './usage.ts';

export interface Mount {
  volume: string;
  target: string;
  readOnly: boolean;
}

/** What the executor may decide about a container; sizes in bytes. Everything else is fixed here. */
export interface ContainerSpec {
  name: string;
  image: string;
  labels: Record<string, string>;
  command: string[];
  environment: Record<string, string>;
  workingFolder: string;
  /** Numeric `uid:gid`. */
  user: string;
  mounts: Mount[];
  network: 'none' | 'bridge';
  readOnlyRoot: boolean;
  capDrop: string[];
  securityOptions: string[];
  memoryBytes: number;
  cpus: number;
  pids: number;
  shmBytes: number;
  tmpfs: Record<string, string>;
  ulimits: { name: string; value: number }[];
  /** UUIDs of the NVIDIA GPUs that the container may see. */
  gpus: string[];
}

export interface ContainerExit {
  exitCode: number;
  oomKilled: boolean;
}

export interface Container {
  readonly id: string;
  /**
   * Starts it and hands over its output in order; resolves when it has ended and all output was taken. A slow `onOutput`
   * slows the container down rather than filling memory. `onUsage` is told about once a second what it uses.
   * @throws AppError engine_lost, gpu_runtime_missing, engine_error
   */
  run(
    onOutput: (frame: OutputFrame) => Promise<void> | void,
    onUsage?: (usage: ContainerUsage) => void,
  ): Promise<ContainerExit>;
  /** TERM, then KILL after `graceSeconds`; one that is starting is let start first. One that has ended is no error. */
  stop(graceSeconds: number): Promise<void>;
  /** Unpacks a tar archive under `folder`; works on a container that never ran. */
  upload(archive: Readable, folder: string): Promise<void>;
  /** A tar archive of `folder`; works on a container that has ended. */
  download(folder: string): Promise<Readable>;
  /** Removes it, running or not. One that is gone already is no error. */
  remove(): Promise<void>;
}

export async function createContainer(client: Client, spec: ContainerSpec): Promise<Container> {
  const { call, endpoint } = client;
  const handle = await call((docker) => docker.createContainer(createOptions(spec)));
  /** Never rejects. The engine answers a stop before the start with “not running”, and the container would run on. */
  let starting: Promise<unknown> = Promise.resolve();

  const start = async () => {
    const output = await call(() => handle.attach({ stream: true, stdout: true, stderr: true }));
    await call(() => handle.start());
    return output;
  };

  const exitOf = async (): Promise<ContainerExit> => {
    // The stream ends a moment before the engine records the exit: most often a few milliseconds.
    for (let attempt = 0; ; attempt += 1) {
      const { State: state } = await call(() => handle.inspect());
      if (!state.Running) return { exitCode: state.ExitCode, oomKilled: state.OOMKilled };
      if (attempt === 200) throw new AppError(lost('the container’s output ended but the container runs on'));
      await new Promise((resolve) => setTimeout(resolve, Math.min(2 ** attempt, 25)));
    }
  };

  return {
    id: handle.id,

    async run(onOutput, onUsage) {
      const started = start();
      starting = started.catch(() => undefined);
      const output = await started;
      const ended = new AbortController();
      if (onUsage) void watchUsage(handle, ended.signal, onUsage);
      try {
        const demux = createDemuxer();
        for await (const chunk of output) {
          for (const frame of demux(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk))) {
            const taken = onOutput(frame);
            if (taken) await taken;
          }
        }
      } catch (error) {
        throw engineError(error, endpoint.text);
      } finally {
        ended.abort();
      }
      return exitOf().catch((error) => {
        // An engine that went away in mid-run no longer accepts connections.
        if (error instanceof AppError && error.failure.code === 'engine_unreachable') {
          throw new AppError(lost(error.failure.message), { cause: error });
        }
        throw error;
      });
    },

    async stop(graceSeconds) {
      await starting;
      await call(() => handle.stop({ t: graceSeconds }), (graceSeconds + 30) * 1000).catch(ignoreStatus(304, 404));
    },

    async upload(archive, folder) {
      const failed = new Promise<never>((_, reject) => archive.once('error', reject));
      await Promise.race([call(() => handle.putArchive(archive, { path: folder }), 24 * 3_600_000), failed]);
    },

    async download(folder) {
      const archive = await call(() => handle.getArchive({ path: folder }));
      return Readable.from(withEngineErrors(archive, endpoint.text), { objectMode: false });
    },

    async remove() {
      await call(() => handle.remove({ force: true, v: true })).catch(ignoreStatus(404, 409));
    },
  };
}

export async function containerLabels(client: Client, id: string): Promise<Record<string, string> | null> {
  const container = await client
    .call((docker) => docker.getContainer(id).inspect())
    .catch((error) => {
      ignoreStatus(404)(error);
      return null;
    });
  return container?.Config.Labels ?? null;
}

async function* withEngineErrors(source: AsyncIterable<unknown>, endpoint: string): AsyncGenerator<unknown> {
  try {
    yield* source;
  } catch (error) {
    throw engineError(error, endpoint);
  }
}

/** Lets pass what the engine answers when there is nothing left to do. */
function ignoreStatus(...statuses: number[]): (error: unknown) => void {
  return (error) => {
    const status = statusOf(error instanceof AppError ? error.cause : error);
    if (status === null || !statuses.includes(status)) throw error;
  };
}

function createOptions(spec: ContainerSpec): ContainerCreateOptions {
  return {
    name: spec.name,
    Image: spec.image,
    Labels: spec.labels,
    Entrypoint: [],
    Cmd: spec.command,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    WorkingDir: spec.workingFolder,
    User: spec.user,
    AttachStdin: false,
    OpenStdin: false,
    Tty: false,
    HostConfig: {
      Mounts: spec.mounts.map(({ volume, target, readOnly }) => ({
        Type: 'volume',
        Source: volume,
        Target: target,
        ReadOnly: readOnly,
        // What an image has at this path must not be copied into the volume.
        VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
      })),
      NetworkMode: spec.network,
      ReadonlyRootfs: spec.readOnlyRoot,
      CapDrop: spec.capDrop,
      SecurityOpt: spec.securityOptions,
      Memory: spec.memoryBytes,
      MemorySwap: spec.memoryBytes,
      NanoCpus: Math.round(spec.cpus * 1e9),
      PidsLimit: spec.pids,
      ShmSize: spec.shmBytes,
      Tmpfs: spec.tmpfs,
      Ulimits: spec.ulimits.map(({ name, value }) => ({ Name: name, Soft: value, Hard: value })),
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'none', Config: {} },
      Privileged: false,
      PublishAllPorts: false,
      IpcMode: 'private',
      ...(spec.gpus.length > 0
        ? {
            DeviceRequests: [{ Driver: 'nvidia', DeviceIDs: spec.gpus, Capabilities: [['gpu', 'compute', 'utility']] }],
          }
        : {}),
    },
  };
}
