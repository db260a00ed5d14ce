import { StringDecoder } from 'node:string_decoder';
import { AppError, type Failure, type Phase, toFailure } from '../../shared/errors.ts';
import type { JobLimits, JobOutputs, JobProgress, JobSpec } from '../../shared/jobs.ts';
import type { Container, ContainerExit } from '../engine/containers.ts';
import type { OutputFrame } from '../engine/demux.ts';
import type { Engine } from '../engine/engine.ts';
import { collectOutputs } from './collect.ts';
import {
  imageMissing,
  jobTimedOut,
  offline,
  outOfMemory,
  scriptFailed,
  setupTimedOut,
  spaceUsedUp,
} from './failures.ts';
import { hardened } from './hardening.ts';
import { createReportFilter, newReportToken, type Report } from './report.ts';
import { createLastLines, setupFailure } from './setup-failure.ts';
import { setupNetwork } from './setup-network.ts';
import { createSetupReader, type RequirementsCheck } from './setup-progress.ts';
import { contentBytes, packContent } from './upload.ts';

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
}

/** What the executor tells while a job runs. `entered` returns when the transition is on record. */
export interface JobListener {
  entered(phase: Exclude<Phase, 'preparing'>): void;
  progress(progress: JobProgress | null): void;
  /** A returned promise slows the container down until it resolves. */
  output(phase: Phase, stream: OutputFrame['stream'], bytes: Buffer): Promise<void> | void;
  note(phase: Phase, text: string): void;
}

export type JobOutcome =
  | { kind: 'succeeded'; outputs: JobOutputs }
  | { kind: 'failed' | 'timed_out'; failure: Failure; exitCode: number | null; outputs: JobOutputs | null }
  | { kind: 'cancelled' };

export interface ExecutorDependencies {
  engine: Engine;
  /** Folder of the in-container helper programs. */
  helpersFolder: string;
  /** Names this installation in the labels of everything that it makes in the engine. */
  instance: string;
}

const graceSeconds = 5;
/** How long past its own deadline a container may take before it is removed from outside. */
const backstopSeconds = 20;
const environmentFolder = '/environment';
const outputsFolder = '/outputs';

interface PhaseEnd extends ContainerExit {
  report: Report | null;
}

type Step = 'stage' | 'probe' | 'check' | 'setup' | 'execution';

/**
 * Runs one job in its two phases and leaves nothing in the engine. Never rejects: whatever goes wrong is the outcome.
 * Abort `signal` to cancel in any phase.
 */
export async function runJob(
  dependencies: ExecutorDependencies,
  job: RunnableJob,
  listener: JobListener,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const run = createRun(dependencies, job, listener, signal);
  try {
    return await run.all();
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    const failure = run.describe(error);
    const kind = failure.code === 'setup_timed_out' ? 'timed_out' : 'failed';
    return { kind, failure, exitCode: null, outputs: null };
  } finally {
    await run.cleanUp();
  }
}

function createRun(
  { engine, helpersFolder, instance }: ExecutorDependencies,
  { id, spec, limits, gpuUuids, contentFolder, outputsFolder: outputsTarget }: RunnableJob,
  listener: JobListener,
  signal: AbortSignal,
) {
  let phase: Phase = 'preparing';
  const containers = new Set<Container>();
  const volumes = { job: `cs-${id}-job`, environment: `cs-${id}-environment`, outputs: `cs-${id}-outputs` };
  const madeVolumes = new Set<string>();
  const labels = (step: Step) => ({
    'computeswarm.instance': instance,
    'computeswarm.job': id,
    'computeswarm.phase': step,
  });
  const jobMount = { volume: volumes.job, target: '/job', readOnly: true };

  const enter = (next: Exclude<Phase, 'preparing'>) => {
    signal.throwIfAborted();
    phase = next;
    listener.entered(next);
  };

  const prepare = async () => {
    if (!(await engine.inspectImage(limits.image))) throw new AppError(imageMissing(limits.image));
    for (const name of Object.values(volumes)) {
      madeVolumes.add(name);
      await engine.createVolume(name, labels('stage'));
    }
    signal.throwIfAborted();
    const stage = await engine.createContainer({
      ...hardened(limits, {
        name: `cs-${id}-stage`,
        labels: labels('stage'),
        command: ['true'],
        environment: {},
        workingFolder: '/',
        mounts: [
          { ...jobMount, readOnly: false },
          { volume: volumes.environment, target: environmentFolder, readOnly: false },
          { volume: volumes.outputs, target: outputsFolder, readOnly: false },
        ],
        network: 'none',
        gpus: [],
        largestFileBytes: limits.outputsBytes,
      }),
      // It never runs; the engine unpacks nothing into a container with a read-only root.
      readOnlyRoot: false,
    });
    containers.add(stage);
    const totalBytes = await contentBytes(contentFolder);
    const content = { folder: contentFolder, requirements: spec.requirements, helpersFolder };
    await stage.upload(
      packContent(content, (bytes) => listener.progress({ step: 'uploading', bytes, totalBytes })),
      '/',
    );
    listener.progress(null);
    await discard(stage);
  };

  const discard = async (container: Container) => {
    await container.remove();
    containers.delete(container);
  };

  /** Runs one container to its end under `seconds`, with cancel and deadline; output goes to `onOutput`. */
  const runContainer = async (
    step: Exclude<Step, 'stage'>,
    options: {
      command: string[];
      mounts: { volume: string; target: string; readOnly: boolean }[];
      network: 'none' | 'bridge';
      gpus: string[];
      seconds: number;
      space: { folder: string; bytes: number };
      environment: Record<string, string>;
      onOutput: (frame: OutputFrame) => Promise<void> | void;
    },
  ): Promise<{ end: PhaseEnd; container: Container }> => {
    signal.throwIfAborted();
    const token = newReportToken();
    const filter = createReportFilter(token);
    const container = await engine.createContainer(
      hardened(limits, {
        name: `cs-${id}-${step}`,
        labels: labels(step),
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
        mounts: [jobMount, ...options.mounts],
        network: options.network,
        gpus: options.gpus,
        largestFileBytes: options.space.bytes,
      }),
    );
    containers.add(container);
    const stop = () => void container.stop(graceSeconds + 3).catch(() => undefined);
    const backstop = setTimeout(
      () => void container.remove().catch(() => undefined),
      (options.seconds + graceSeconds + backstopSeconds) * 1000,
    );
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const exit = await container.run((frame) => {
        const bytes = frame.stream === 'stderr' ? filter.pass(frame.bytes) : frame.bytes;
        return bytes.length > 0 ? options.onOutput({ stream: frame.stream, bytes }) : undefined;
      });
      const { report, rest } = filter.end();
      if (rest.length > 0) await options.onOutput({ stream: 'stderr', bytes: rest });
      signal.throwIfAborted();
      return { end: { ...exit, report }, container };
    } finally {
      clearTimeout(backstop);
      signal.removeEventListener('abort', stop);
    }
  };

  /** Fails now, rather than after a long setup, where the engine cannot pass the job's GPUs on. */
  const probeGpus = async () => {
    if (gpuUuids.length === 0) return;
    const { container } = await runContainer('probe', {
      command: ['true'],
      mounts: [],
      network: 'none',
      gpus: gpuUuids,
      seconds: graceSeconds,
      space: { folder: '/tmp', bytes: limits.tmpBytes },
      environment: {},
      onOutput: () => undefined,
    });
    await discard(container);
  };

  /** Without a network: where each requirement can come from; throws if some cannot come from anywhere. */
  const checkOffline = async (): Promise<RequirementsCheck> => {
    listener.progress({ step: 'checking' });
    const reader = createSetupReader(() => undefined);
    const last = createLastLines();
    const decoder = new StringDecoder();
    const { end, container } = await runContainer('check', {
      command: ['python3', '-I', '/job/system/setup.py', 'check'],
      mounts: [],
      network: 'none',
      gpus: [],
      seconds: limits.setupTimeoutSeconds,
      space: { folder: '/tmp', bytes: limits.tmpBytes },
      environment: {},
      onOutput: ({ bytes }) => last.push(reader.push(decoder.write(bytes))),
    });
    await discard(container);
    const check = reader.check();
    if (!check) throw new AppError({ ...setupFailure(last.lines(), end.exitCode), phase: 'preparing' });
    if (check.missing.length > 0) throw new AppError(offline(check.missing));
    return check;
  };

  const setUp = async () => {
    enter('setup');
    listener.progress({ step: 'resolving', collected: 0, package: null });
    const network = setupNetwork(limits);
    const reader = createSetupReader((progress) => listener.progress(progress));
    const last = createLastLines();
    const decoder = new StringDecoder();
    const { end, container } = await runContainer('setup', {
      command: ['python3', '-I', '/job/system/setup.py', 'install', network === 'none' ? 'offline' : 'online'],
      mounts: [{ volume: volumes.environment, target: environmentFolder, readOnly: false }],
      network,
      gpus: limits.gpusInSetup ? gpuUuids : [],
      seconds: limits.setupTimeoutSeconds,
      space: { folder: environmentFolder, bytes: limits.environmentBytes },
      environment: {},
      onOutput: ({ stream, bytes }) => {
        // pip's stderr is short; only stdout carries events and progress.
        const text = stream === 'stdout' ? reader.push(decoder.write(bytes)) : bytes.toString();
        last.push(text);
        return text === '' ? undefined : listener.output('setup', stream, Buffer.from(text));
      },
    });
    listener.progress(null);
    await discard(container);
    const failure = endOfSetup(end, last.lines());
    if (failure) throw new AppError(failure);
  };

  const endOfSetup = (end: PhaseEnd, lines: string[]): Failure | null => {
    if (end.report?.reason === 'deadline') return setupTimedOut(limits, lines);
    if (end.report?.reason === 'space') return spaceUsedUp('setup', 'packages', limits.environmentBytes);
    if (end.exitCode === 0 && end.report) return null;
    if (end.oomKilled) return outOfMemory('setup', limits);
    return setupFailure(lines, end.exitCode);
  };

  const execute = async (twoPhases: boolean): Promise<JobOutcome> => {
    enter('executing');
    const python = twoPhases ? `${environmentFolder}/bin/python` : 'python3';
    const { end, container } = await runContainer('execution', {
      command: [python, `/job/inputs/${spec.script}`],
      mounts: [
        { volume: volumes.outputs, target: outputsFolder, readOnly: false },
        ...(twoPhases ? [{ volume: volumes.environment, target: environmentFolder, readOnly: true }] : []),
      ],
      network: 'none',
      gpus: gpuUuids,
      seconds: limits.timeoutSeconds,
      space: { folder: outputsFolder, bytes: limits.outputsBytes },
      environment: {
        PYTHONDONTWRITEBYTECODE: '1',
        OUTPUT_DIR: outputsFolder,
        ...(twoPhases
          ? { VIRTUAL_ENV: environmentFolder, PATH: `${environmentFolder}/bin:/usr/local/bin:/usr/bin:/bin` }
          : {}),
      },
      onOutput: ({ stream, bytes }) => listener.output('executing', stream, bytes),
    });
    enter('collecting');
    const archive = await container.download(outputsFolder);
    signal.addEventListener('abort', () => archive.destroy(), { once: true });
    const outputs = await collectOutputs(archive, outputsTarget, limits.outputsBytes, (files, bytes) =>
      listener.progress({ step: 'collecting', files, bytes }),
    );
    signal.throwIfAborted();
    listener.progress(null);
    await discard(container);
    return outcomeOf(end, limits, outputs);
  };

  return {
    async all(): Promise<JobOutcome> {
      await prepare();
      await probeGpus();
      if (spec.requirements.length === 0) return execute(false);
      if (!limits.setupNetwork && (await checkOffline()).wheels.length === 0) {
        listener.note('preparing', 'The image has all that the job requires: no setup is needed.');
        return execute(false);
      }
      await setUp();
      return execute(true);
    },

    /** The failure as thrown, with the phase it happened in. */
    describe(error: unknown): Failure {
      const failure = toFailure(error);
      return failure.code === 'image_missing'
        ? imageMissing(limits.image)
        : { ...failure, phase: failure.phase ?? phase };
    },

    /** Removes whatever is still in the engine. Where the engine is gone, reconciling does it when it is back. */
    async cleanUp(): Promise<void> {
      listener.progress(null);
      await Promise.allSettled([...containers].map((container) => container.remove()));
      await Promise.allSettled([...madeVolumes].map((name) => engine.removeVolume(name)));
    },
  };
}

function outcomeOf(end: PhaseEnd, limits: JobLimits, outputs: JobOutputs): JobOutcome {
  const ended = { exitCode: end.exitCode, outputs };
  if (end.report?.reason === 'deadline') {
    return { kind: 'timed_out', ...ended, exitCode: null, failure: jobTimedOut(limits) };
  }
  if (end.report?.reason === 'space') {
    return {
      kind: 'failed',
      ...ended,
      exitCode: null,
      failure: spaceUsedUp('executing', 'outputs', limits.outputsBytes),
    };
  }
  if (end.exitCode === 0 && end.report) return { kind: 'succeeded', outputs };
  if (end.oomKilled) return { kind: 'failed', ...ended, failure: outOfMemory('executing', limits) };
  return { kind: 'failed', ...ended, failure: scriptFailed(end.exitCode, end.report?.signal ?? null) };
}
