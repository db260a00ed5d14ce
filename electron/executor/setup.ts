import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { gatewayPlaces } from '../../shared/egress.ts';
import { AppError } from '../../shared/errors.ts';
import type { FetchProgress } from '../../shared/models.ts';
import type { Container } from '../engine/containers.ts';
import type { ImageInfo } from '../engine/images.ts';
import { lockOf } from '../environments/lock.ts';
import { gatewayFiles } from '../gateway/gateway-files.ts';
import { cacheVolume, type Gateway, gatewayImage, startGateway } from '../gateway/start-gateway.ts';
import { repositoryVolume } from '../models/repository.ts';
import type { Lease } from '../storage/leases.ts';
import { createEgressSummary } from './egress-failure.ts';
import { createRepositoryFetch, type RepositoryOrder } from './fetch-models.ts';
import { gatewayUser, jobUser } from './hardening.ts';
import { installPackages } from './install-packages.ts';
import {
  type ExecutorDependencies,
  environmentFolder,
  type JobContainers,
  type JobListener,
  type RunnableJob,
  type SharedProgress,
} from './job-containers.ts';
import type { Needs, RepositoryNeed } from './needs.ts';
import { requireImage } from './prepare.ts';
import {
  environmentVolume,
  findEnvironment,
  findRepository,
  type ProvidedEnvironment,
  type ProvidedRepository,
  type Provisions,
  volumesOf,
} from './provisions.ts';
import { SetupError } from './setup-error.ts';
import { packEntries } from './upload.ts';

/** What a setup that went well has made, or found that another job has made. */
export interface SetupEnd extends Provisions {
  /** Resolves when setup’s containers are gone and the ledger was told; execution, which shares none, need not wait for it. */
  cleared: Promise<unknown>;
}

interface SetupParts {
  dependencies: ExecutorDependencies;
  job: RunnableJob;
  image: ImageInfo;
  containers: JobContainers;
  listener: JobListener;
  signal: AbortSignal;
}

type LeaseOf = ReadonlyMap<string, Lease<SharedProgress>>;

/**
 * Makes what a job needs and does not find: installs its requirements, and fetches its repositories, both at once. Where
 * another job makes the same, it waits for that. Setup has no network interface; its only way out is a socket to the
 * job’s gateway, which runs from the moment that something has to be fetched until setup has ended.
 * @throws AppError setup_timed_out, setup_failed, host_blocked, download_failed, gateway_failed, model_…
 */
export async function setUp(parts: SetupParts, missing: Needs): Promise<SetupEnd> {
  parts.listener.entered('setup');
  const leases = await takeLeases(parts, missing);
  try {
    return await makeMissing(parts, missing, leases);
  } finally {
    for (const lease of leases.values()) lease.giveBack();
  }
}

/** The sole right to make each thing that is missing. All jobs ask in one order, so that none waits for each other. */
async function takeLeases({ dependencies, listener, signal }: SetupParts, missing: Needs): Promise<LeaseOf> {
  const { leases } = dependencies.kept;
  const keys = [
    ...(missing.environment === null ? [] : [missing.environment]),
    ...missing.repositories.map(({ key }) => key),
  ];
  const taken = new Map<string, Lease<SharedProgress>>();
  try {
    for (const key of [...new Set(keys)].sort()) {
      if (leases.isTaken(key)) {
        const what = key === missing.environment ? 'the same environment' : `the same ${key.split(' ')[0]}`;
        listener.note('setup', `Waiting for another job, which makes ${what} at this moment.`);
      }
      const lease = await leases.take(key, signal, (shared) => {
        if (shared.of === 'packages') listener.progress(shared.progress);
        else listener.fetching(shared.progress);
      });
      taken.set(key, lease);
      listener.progress(null);
      listener.fetching(null);
    }
    return taken;
  } catch (error) {
    for (const lease of taken.values()) lease.giveBack();
    throw error;
  }
}

async function makeMissing(parts: SetupParts, missing: Needs, leases: LeaseOf): Promise<SetupEnd> {
  const { dependencies, job } = parts;
  const { kept } = dependencies;
  // Who waited may find that all is there now.
  const shared =
    missing.environment === null ? null : await findEnvironment(kept, missing.environment, job.id, 'shared');
  const found: ProvidedRepository[] = [];
  const orders: RepositoryOrder[] = [];
  for (const need of missing.repositories) {
    const repository = await findRepository(kept, need, job.id, false);
    if (repository) found.push(repository);
    else orders.push({ need, volume: await repositoryToFetch(parts, need) });
  }
  const wanted = shared ? null : missing.environment;
  if (wanted === null && orders.length === 0) {
    return { environment: shared, repositories: found, cleared: Promise.resolve() };
  }
  const made = await work(parts, { key: wanted, orders }, leases);
  return { ...made, environment: made.environment ?? shared, repositories: [...found, ...made.repositories] };
}

/** The volume of a repository of which something is missing: the one that is there, or a new one; held for the job. */
async function repositoryToFetch(
  { dependencies, job, containers }: SetupParts,
  { key, request: { repo, type } }: RepositoryNeed,
): Promise<string> {
  const { kept, instance } = dependencies;
  const held = await kept.storage.hold(key, job.id);
  if (held) return held.id;
  const volume = repositoryVolume(instance, key);
  await containers.createKeptVolume(volume);
  containers.keep(volume);
  kept.storage.add({ id: volume, kind: type, key, title: repo, bytes: 0 }, job.id);
  return volume;
}

async function work(
  parts: SetupParts,
  { key, orders }: { key: string | null; orders: readonly RepositoryOrder[] },
  leases: LeaseOf,
): Promise<SetupEnd> {
  const { dependencies, job, containers, listener, signal } = parts;
  const { limits, contentFolder } = job;
  const { kept, instance } = dependencies;
  const id = randomBytes(8).toString('hex');
  const volume = environmentVolume(instance, id);
  await stageSetup(parts, key === null ? null : volume, orders);

  const egress = createEgressSummary();
  const stop = new AbortController();
  const repositories = createRepositoryFetch(kept, orders, limits, {
    progress(progress) {
      listener.fetching(progress);
      for (const { need } of orders) {
        leases.get(need.key)?.tell({ of: 'models', progress: only(progress, need.request.repo) });
      }
    },
    note: (text) => listener.note('setup', text),
  });
  let gateway: Gateway | null = null;
  const openWayOut = () => {
    if (!limits.setupNetwork || gateway) return;
    gateway = startGateway(containers, {
      instance,
      cpus: limits.cpus,
      repositories: volumesOf(orders),
      onLedger: (entries, omitted) => {
        egress.add(entries);
        listener.ledger(entries, omitted);
      },
      onFetch: repositories.take,
      onCache: (bytes) => kept.storage.resize(cacheVolume(instance).name, bytes),
      // Without its gateway, setup could only wait for time-outs.
      onFailure: (error) => stop.abort(error),
    });
  };
  const closeWayOut = async () => {
    await gateway?.stop();
    repositories.end();
  };

  const build = async (environmentKey: string): Promise<{ environment: ProvidedEnvironment; container: Container }> => {
    const lease = leases.get(environmentKey);
    const { container, installed, bytes } = await installPackages(job, containers, listener, {
      volume,
      stop: stop.signal,
      onProgress(progress) {
        listener.progress(progress);
        lease?.tell({ of: 'packages', progress });
      },
      onIndexNeeded: openWayOut,
    });
    listener.progress(null);
    const { requirements } = job.spec;
    const indexes = limits.egress?.indexes ?? [];
    // Sealed: from here on other jobs find it.
    kept.locks.save(id, lockOf(installed, { imageId: parts.image.id, requirements, indexes }));
    containers.keep(volume);
    kept.storage.add(
      { id: volume, kind: 'environment', key: environmentKey, title: requirements.join(', '), bytes },
      job.id,
    );
    lease?.giveBack();
    return { environment: { id, volume, origin: 'built' }, container };
  };

  // Carried packages are tried first: they may be all that is needed.
  if (orders.length > 0 || !(await carriesPackages(contentFolder))) openWayOut();
  const built = key === null ? null : build(key);
  const fetched = orders.length === 0 ? [] : unless(stop.signal, signal, repositories.done);
  try {
    const [environment, models] = await Promise.all([built, fetched]);
    listener.fetching(null);
    // What is not removed now is removed with the job's other containers.
    const cleared = Promise.allSettled([closeWayOut(), environment && containers.discard(environment.container)]);
    return { environment: environment?.environment ?? null, repositories: models, cleared };
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    stop.abort(reason);
    await built?.catch(() => undefined);
    // The last entries of the ledger come when the gateway ends; they may say why.
    await closeWayOut();
    throw reason instanceof SetupError ? new AppError(reason.failure(egress)) : reason;
  }
}

/** Makes the volumes that setup and its gateway need, with what they find there. */
async function stageSetup(
  { dependencies, job, containers }: SetupParts,
  environment: string | null,
  orders: readonly RepositoryOrder[],
): Promise<void> {
  const { engine, instance, gatewayProgram, kept } = dependencies;
  const { volumes } = containers;
  const staged: { volume: string; target: string }[] = [];
  const entries = [];
  if (environment !== null) {
    await containers.createKeptVolume(environment);
    staged.push({ volume: environment, target: environmentFolder });
    entries.push({ path: `${environmentFolder}/`, mode: 0o755, owner: jobUser });
  }
  if (job.limits.setupNetwork) {
    await requireImage(engine, gatewayImage);
    for (const volume of [volumes.program, volumes.socket]) await containers.createVolume(volume);
    const cache = cacheVolume(instance);
    if (!(await kept.storage.hold(cache.key, job.id))) {
      await containers.createKeptVolume(cache.name);
      containers.keep(cache.name);
      kept.storage.add({ id: cache.name, kind: 'downloads', key: cache.key, title: 'Downloads', bytes: 0 }, job.id);
    }
    staged.push(
      { volume: volumes.program, target: gatewayPlaces.program },
      { volume: volumes.socket, target: gatewayPlaces.socketFolder },
      { volume: cache.name, target: gatewayPlaces.cache },
    );
    const folders = volumesOf(orders).map((volume, index) => ({ volume, target: `${gatewayPlaces.models}/${index}` }));
    staged.push(...folders);
    const models = orders.map(({ need, volume }) => {
      const folder = folders.find((one) => one.volume === volume)?.target ?? '';
      const { origin: _, ...asked } = need.request;
      return { ...asked, folder };
    });
    entries.push(
      ...(await gatewayFiles(gatewayProgram, job, models)),
      ...folders.map(({ target }) => ({ path: `${target}/`, mode: 0o755, owner: gatewayUser })),
    );
  }
  await containers.stage(staged, packEntries(entries));
}

async function carriesPackages(contentFolder: string): Promise<boolean> {
  return (await readdir(path.join(contentFolder, 'wheels')).catch(() => [])).length > 0;
}

/** What concerns one repository. */
function only(progress: FetchProgress, repo: string): FetchProgress {
  return {
    ...progress,
    repositories: progress.repositories.filter((one) => one.repo === repo),
    files: progress.files.filter((one) => one.repo === repo),
  };
}

/** `work`, or the reason of the first signal that is aborted before. */
function unless<T>(one: AbortSignal, other: AbortSignal, work: Promise<T>): Promise<T> {
  const either = AbortSignal.any([one, other]);
  return new Promise((resolve, reject) => {
    const stop = () => reject(either.reason);
    if (either.aborted) stop();
    either.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => either.removeEventListener('abort', stop));
  });
}
