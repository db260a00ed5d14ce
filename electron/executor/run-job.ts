import { AppError, type Failure, type Phase, toFailure } from '../../shared/errors.ts';
import { execute } from './execution.ts';
import { imageMissing } from './failures.ts';
import { checkOffline } from './install-packages.ts';
import {
  createJobContainers,
  type ExecutorDependencies,
  graceSeconds,
  type JobContainers,
  type JobListener,
  type RunnableJob,
} from './job-containers.ts';
import { modelsOffline } from './model-failure.ts';
import { findNeeds, type Needs } from './needs.ts';
import type { JobOutcome } from './outcome.ts';
import { prepare, requireImage } from './prepare.ts';
import { describeProvisions, findEnvironment, findRepository, type Provisions } from './provisions.ts';
import { setUp } from './setup.ts';

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
    listener.fetching(null);
    await containers.cleanUp();
    await dependencies.kept.storage.release(job.id);
  }
}

async function run(
  dependencies: ExecutorDependencies,
  job: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { engine, helpersFolder } = dependencies;
  const image = await requireImage(engine, job.limits.image);
  const needs = await findNeeds(job, image, helpersFolder);
  const { missing, ...there } = await lookUp(dependencies, job, needs, listener);
  await prepare(dependencies, job, containers, listener);
  await probeGpus(job, containers);
  const executeWith = (provisions: Provisions) => {
    listener.provided(describeProvisions(provisions));
    return execute(job, containers, listener, signal, provisions);
  };
  if (missing.environment !== null && !job.limits.setupNetwork) {
    const { wheels } = await checkOffline(job, containers, listener);
    if (wheels.length === 0) {
      listener.note('preparing', 'The image has all that the job requires: no setup is needed.');
      return executeWith(there);
    }
  }
  if (missing.environment === null && missing.repositories.length === 0) {
    if (there.environment || there.repositories.length > 0) {
      listener.note('preparing', 'All that setup would make is kept from earlier jobs: no setup is needed.');
    }
    return executeWith(there);
  }
  const { cleared, ...made } = await setUp({ dependencies, job, image, containers, listener, signal }, missing);
  try {
    return await executeWith({
      environment: made.environment ?? there.environment,
      repositories: [...there.repositories, ...made.repositories],
    });
  } finally {
    await cleared;
  }
}

/**
 * What of a job’s needs is kept, and what is not.
 * @throws AppError models_offline
 */
async function lookUp(
  { kept }: ExecutorDependencies,
  { id, limits }: RunnableJob,
  needs: Needs,
  listener: JobListener,
): Promise<Provisions & { missing: Needs }> {
  const environment = needs.environment === null ? null : await findEnvironment(kept, needs.environment, id, 'kept');
  const repositories = [];
  const missing = [];
  for (const need of needs.repositories) {
    const repository = await findRepository(kept, need, id, !limits.setupNetwork);
    if (repository) repositories.push(repository);
    else missing.push(need);
  }
  if (!limits.setupNetwork && missing.length > 0) {
    const declared = missing.map(({ request }) => request).filter(({ origin }) => origin === 'declared');
    if (declared.length > 0) throw new AppError(modelsOffline(declared));
    for (const { request } of missing.splice(0)) {
      listener.note('preparing', `${request.repo}, found in the script, is not kept, and the setup network is off.`);
    }
  }
  return {
    environment,
    repositories,
    missing: { environment: environment ? null : needs.environment, repositories: missing },
  };
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
