import { gatewayPlaces } from '../../shared/egress.ts';
import { AppError } from '../../shared/errors.ts';
import { gatewayFiles } from '../gateway/gateway-files.ts';
import { cacheVolume, gatewayImage } from '../gateway/start-gateway.ts';
import { imageMissing } from './failures.ts';
import { hardened, jobUser } from './hardening.ts';
import {
  type ExecutorDependencies,
  environmentFolder,
  type JobContainers,
  type JobListener,
  outputsFolder,
  type RunnableJob,
} from './job-containers.ts';
import { contentBytes, packContent } from './upload.ts';

/** Whether setup of this job may need a way out. */
function needsGateway({ spec, limits }: Pick<RunnableJob, 'spec' | 'limits'>): boolean {
  return limits.setupNetwork && spec.requirements.length > 0;
}

/**
 * Makes the job's volumes and fills them through a container that never runs.
 * @throws AppError image_missing, and what the engine throws
 */
export async function prepare(
  { engine, helpersFolder, gatewayProgram, instance }: ExecutorDependencies,
  job: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
  signal: AbortSignal,
): Promise<void> {
  const { limits, spec, contentFolder } = job;
  const { volumes } = containers;
  const gateway = needsGateway(job);
  for (const image of [limits.image, ...(gateway ? [gatewayImage] : [])])
    if (!(await engine.inspectImage(image))) throw new AppError(imageMissing(image));

  const mounts = [
    { volume: volumes.job, target: '/job', readOnly: false },
    { volume: volumes.environment, target: environmentFolder, readOnly: false },
    { volume: volumes.outputs, target: outputsFolder, readOnly: false },
    ...(gateway
      ? [
          { volume: volumes.program, target: gatewayPlaces.program, readOnly: false },
          { volume: volumes.socket, target: gatewayPlaces.socketFolder, readOnly: false },
        ]
      : []),
  ];
  for (const { volume } of mounts) await containers.createVolume(volume);
  if (gateway) {
    const cache = cacheVolume(instance);
    await engine.createVolume(cache.name, cache.labels);
    mounts.push({ volume: cache.name, target: gatewayPlaces.cache, readOnly: false });
  }
  signal.throwIfAborted();

  const stage = await containers.create('stage', (named) => ({
    ...hardened(limits, {
      ...named,
      user: jobUser,
      command: ['true'],
      environment: {},
      workingFolder: '/',
      mounts,
      network: 'none',
      gpus: [],
      largestFileBytes: limits.outputsBytes,
    }),
    // It never runs; the engine unpacks nothing into a container with a read-only root.
    readOnlyRoot: false,
  }));
  const totalBytes = await contentBytes(contentFolder);
  const archive = packContent(
    {
      folder: contentFolder,
      requirements: spec.requirements,
      helpersFolder,
      more: gateway ? await gatewayFiles(gatewayProgram, job) : [],
    },
    (bytes) => listener.progress({ step: 'uploading', bytes, totalBytes }),
  );
  await stage.upload(archive, '/');
  listener.progress(null);
  await containers.discard(stage);
}
