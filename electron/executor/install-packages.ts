import { StringDecoder } from 'node:string_decoder';
import { gatewayPlaces } from '../../shared/egress.ts';
import { AppError, type Failure } from '../../shared/errors.ts';
import type { JobLimits, JobProgress } from '../../shared/jobs.ts';
import type { Container } from '../engine/containers.ts';
import type { EgressSummary } from './egress-failure.ts';
import { offline, outOfMemory, setupTimedOut, spaceUsedUp } from './failures.ts';
import {
  environmentFolder,
  type JobContainers,
  type JobListener,
  type PhaseEnd,
  type RunnableJob,
} from './job-containers.ts';
import { createLastLines } from './last-lines.ts';
import { SetupError } from './setup-error.ts';
import { setupFailure } from './setup-failure.ts';
import { createSetupReader, type Installed, type RequirementsCheck } from './setup-progress.ts';

/** Without a network: where each requirement can come from; throws if some cannot come from anywhere. */
export async function checkOffline(
  { limits }: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
): Promise<RequirementsCheck> {
  listener.progress({ step: 'checking' });
  const reader = createSetupReader({ onProgress: () => undefined, onIndexNeeded: () => undefined });
  const last = createLastLines();
  const decoder = new StringDecoder();
  const { end, container } = await containers.run('check', {
    command: ['python3', '-I', '/job/system/setup.py', 'check'],
    mounts: [],
    gpus: [],
    seconds: limits.setupTimeoutSeconds,
    space: { folder: '/tmp', bytes: limits.tmpBytes },
    environment: {},
    onOutput: ({ bytes }) => last.push(reader.push(decoder.write(bytes))),
  });
  await containers.discard(container);
  const check = reader.check();
  if (!check) throw new AppError({ ...setupFailure(last.lines(), end.exitCode, limits), phase: 'preparing' });
  if (check.missing.length > 0) throw new AppError(offline(check.missing));
  return check;
}

/** A setup container that has ended well. */
export interface InstallEnd {
  container: Container;
  installed: Installed;
  /** What the environment takes on the disk. */
  bytes: number;
}

/**
 * Installs a job’s requirements into a new environment, in a container without a network interface.
 * @param options.volume the environment’s, empty
 * @param options.stop ends it early
 * @throws SetupError; AppError as the engine does
 */
export async function installPackages(
  { limits, gpuUuids }: RunnableJob,
  containers: JobContainers,
  listener: Pick<JobListener, 'output' | 'usage' | 'reported'>,
  options: {
    volume: string;
    stop: AbortSignal;
    onProgress: (progress: JobProgress) => void;
    onIndexNeeded: () => void;
  },
): Promise<InstallEnd> {
  const reader = createSetupReader(options);
  const last = createLastLines();
  const decoder = new StringDecoder();
  const { end, container } = await containers.run('setup', {
    command: ['python3', '-I', '/job/system/setup.py', 'install', installMode(limits)],
    mounts: [
      { volume: options.volume, target: environmentFolder, readOnly: false },
      ...(limits.setupNetwork
        ? [{ volume: containers.volumes.socket, target: gatewayPlaces.socketFolder, readOnly: true }]
        : []),
    ],
    gpus: limits.gpusInSetup ? gpuUuids : [],
    seconds: limits.setupTimeoutSeconds,
    space: { folder: environmentFolder, bytes: limits.environmentBytes },
    environment: {},
    stop: options.stop,
    onUsage: listener.usage,
    onReport: listener.reported,
    onOutput: ({ stream, bytes }) => {
      // pip's stderr is short; only stdout carries events and progress.
      const text = stream === 'stdout' ? reader.push(decoder.write(bytes)) : bytes.toString();
      last.push(text);
      return text === '' ? undefined : listener.output('setup', stream, Buffer.from(text));
    },
  });
  if (end.exitCode === 0 && end.report?.reason === 'exited') {
    return { container, installed: reader.installed(), bytes: end.report.usedBytes };
  }
  throw new SetupError((egress) => endOfSetup(end, last.lines(), limits, egress));
}

function installMode(limits: JobLimits): 'offline' | 'online' | 'online-wheels-only' {
  if (!limits.setupNetwork) return 'offline';
  return limits.wheelsOnly ? 'online-wheels-only' : 'online';
}

function endOfSetup(end: PhaseEnd, lines: string[], limits: JobLimits, egress: EgressSummary): Failure {
  if (end.report?.reason === 'deadline') return egress.timedOut(setupTimedOut(limits, lines));
  if (end.report?.reason === 'space') return spaceUsedUp('setup', 'packages', limits.environmentBytes);
  if (end.oomKilled) return outOfMemory('setup', limits);
  return egress.explain(setupFailure(lines, end.exitCode, limits));
}
