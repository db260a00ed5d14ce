import { type Failure, type Phase, toFailure } from '../../shared/errors.ts';
import { execute } from './execution.ts';
import { imageMissing } from './failures.ts';
import {
  createJobContainers,
  type ExecutorDependencies,
  graceSeconds,
  type JobContainers,
  type JobListener,
  type RunnableJob,
} from './job-containers.ts';
import type { JobOutcome } from './outcome.ts';
import { prepare } from './prepare.ts';
import { checkOffline, setUp } from './setup.ts';

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
  const containers = createJobContainers(dependencies, job, signal);
  let phase: Phase = 'preparing';
  const tell: JobListener = {
    ...listener,
    entered(next) {
      signal.throwIfAborted();
      phase = next;
      listener.entered(next);
    },
  };
  try {
    return await run(dependencies, job, containers, tell, signal);
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    const failure = describe(error, phase, job);
    const kind = failure.code === 'setup_timed_out' ? 'timed_out' : 'failed';
    return { kind, failure, exitCode: null, outputs: null };
  } finally {
    listener.progress(null);
    await containers.cleanUp();
  }
}

async function run(
  dependencies: ExecutorDependencies,
  job: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { spec, limits } = job;
  const executeWith = (environment: boolean) => execute(job, containers, listener, signal, { environment });
  await prepare(dependencies, job, containers, listener, signal);
  await probeGpus(job, containers);
  if (spec.requirements.length === 0) return executeWith(false);
  if (!limits.setupNetwork && (await checkOffline(job, containers, listener)).wheels.length === 0) {
    listener.note('preparing', 'The image has all that the job requires: no setup is needed.');
    return executeWith(false);
  }
  const { cleared } = await setUp(dependencies, job, containers, listener);
  try {
    return await executeWith(true);
  } finally {
    await cleared;
  }
}

/** Fails now, rather than after a long setup, where the engine cannot pass the job's GPUs on. */
async function probeGpus({ gpuUuids, limits }: RunnableJob, containers: JobContainers): Promise<void> {
  if (gpuUuids.length === 0) return;
  const { container } = await containers.run('probe', {
    command: ['true'],
    mounts: [],
    gpus: gpuUuids,
    seconds: graceSeconds,
    space: { folder: '/tmp', bytes: limits.tmpBytes },
    environment: {},
    onOutput: () => undefined,
  });
  await containers.discard(container);
}

/** The failure as thrown, with the phase it happened in. */
function describe(error: unknown, phase: Phase, { limits }: RunnableJob): Failure {
  const failure = toFailure(error);
  // The engine's own words for it name no remedy.
  if (failure.code === 'image_missing' && !failure.remedy) return imageMissing(limits.image);
  return { ...failure, phase: failure.phase ?? phase };
}
