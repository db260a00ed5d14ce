import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { gatewayPlaces } from '../../shared/egress.ts';
import { AppError, type Failure } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import { type Gateway, startGateway } from '../gateway/start-gateway.ts';
import { createEgressSummary, type EgressSummary } from './egress-failure.ts';
import { offline, outOfMemory, setupTimedOut, spaceUsedUp } from './failures.ts';
import {
  type ExecutorDependencies,
  environmentFolder,
  type JobContainers,
  type JobListener,
  type PhaseEnd,
  type RunnableJob,
} from './job-containers.ts';
import { createLastLines } from './last-lines.ts';
import { setupFailure } from './setup-failure.ts';
import { createSetupReader, type RequirementsCheck } from './setup-progress.ts';

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

/** A setup that went well. */
export interface SetupEnd {
  /** Resolves when setup's containers are gone and the ledger was told; execution, which shares none, need not wait for it. */
  cleared: Promise<unknown>;
}

/**
 * Installs the requirements into the job's environment. Setup has no network interface; its only way out is a socket to
 * the job's gateway, which runs from the moment that setup needs an index until setup has ended.
 * @throws AppError setup_timed_out, setup_failed, host_blocked, download_failed, gateway_failed, …
 */
export async function setUp(
  { instance }: ExecutorDependencies,
  job: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
): Promise<SetupEnd> {
  const { limits, gpuUuids, contentFolder } = job;
  const { volumes } = containers;
  listener.entered('setup');
  listener.progress({ step: 'resolving', collected: 0, package: null });
  const egress = createEgressSummary();
  const stop = new AbortController();
  let gateway: Gateway | null = null;
  const openWayOut = () => {
    if (!limits.setupNetwork || gateway) return;
    gateway = startGateway(containers, {
      instance,
      cpus: limits.cpus,
      onLedger: (entries, omitted) => {
        egress.add(entries);
        listener.ledger(entries, omitted);
      },
      // Without its gateway, setup could only wait for time-outs.
      onFailure: (error) => stop.abort(error),
    });
  };
  // Carried packages are tried first: they may be all that is needed.
  if (!(await carriesPackages(contentFolder))) openWayOut();

  const reader = createSetupReader({
    onProgress: (progress) => listener.progress(progress),
    onIndexNeeded: openWayOut,
  });
  const last = createLastLines();
  const decoder = new StringDecoder();
  try {
    const { end, container } = await containers.run('setup', {
      command: ['python3', '-I', '/job/system/setup.py', 'install', installMode(limits)],
      mounts: [
        { volume: volumes.environment, target: environmentFolder, readOnly: false },
        ...(limits.setupNetwork
          ? [{ volume: volumes.socket, target: gatewayPlaces.socketFolder, readOnly: true }]
          : []),
      ],
      gpus: limits.gpusInSetup ? gpuUuids : [],
      seconds: limits.setupTimeoutSeconds,
      space: { folder: environmentFolder, bytes: limits.environmentBytes },
      environment: {},
      stop: stop.signal,
      onOutput: ({ stream, bytes }) => {
        // pip's stderr is short; only stdout carries events and progress.
        const text = stream === 'stdout' ? reader.push(decoder.write(bytes)) : bytes.toString();
        last.push(text);
        return text === '' ? undefined : listener.output('setup', stream, Buffer.from(text));
      },
    });
    listener.progress(null);
    // What is not removed now is removed with the job's other containers.
    const cleared = Promise.allSettled([closeWayOut(gateway), containers.discard(container)]);
    if (stop.signal.aborted) throw stop.signal.reason;
    if (end.exitCode === 0 && end.report?.reason === 'exited') return { cleared };
    // The last entries of the ledger come when the gateway ends; they may say why.
    await cleared;
    throw new AppError(endOfSetup(end, last.lines(), limits, egress));
  } catch (error) {
    await closeWayOut(gateway);
    throw stop.signal.aborted ? stop.signal.reason : error;
  }
}

const closeWayOut = async (gateway: Gateway | null) => gateway?.stop();

function installMode(limits: JobLimits): 'offline' | 'online' | 'online-wheels-only' {
  if (!limits.setupNetwork) return 'offline';
  return limits.wheelsOnly ? 'online-wheels-only' : 'online';
}

async function carriesPackages(contentFolder: string): Promise<boolean> {
  return (await readdir(path.join(contentFolder, 'wheels')).catch(() => [])).length > 0;
}

function endOfSetup(end: PhaseEnd, lines: string[], limits: JobLimits, egress: EgressSummary): Failure {
  if (end.report?.reason === 'deadline') return egress.timedOut(setupTimedOut(limits, lines));
  if (end.report?.reason === 'space') return spaceUsedUp('setup', 'packages', limits.environmentBytes);
  if (end.oomKilled) return outOfMemory('setup', limits);
  return egress.explain(setupFailure(lines, end.exitCode, limits));
}
