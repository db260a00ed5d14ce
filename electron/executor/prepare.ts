import { AppError } from '../../shared/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { ImageInfo } from '../engine/images.ts';
import { imageMissing } from './failures.ts';
import {
  type ExecutorDependencies,
  type JobContainers,
  type JobListener,
  outputsFolder,
  type RunnableJob,
} from './job-containers.ts';
import { contentBytes, packContent } from './upload.ts';

/** @throws AppError image_missing, and what the engine throws */
export async function requireImage(engine: Engine, name: string): Promise<ImageInfo> {
  const image = await engine.inspectImage(name);
  if (!image) throw new AppError(imageMissing(name));
  return image;
}

/** Makes the volumes that every job has, and fills them with what it brings. */
export async function prepare(
  { helpersFolder }: ExecutorDependencies,
  { spec, contentFolder }: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
): Promise<void> {
  const { volumes } = containers;
  const staged = [
    { volume: volumes.job, target: '/job' },
    { volume: volumes.outputs, target: outputsFolder },
  ];
  await Promise.all(staged.map(({ volume }) => containers.createVolume(volume)));
  const totalBytes = await contentBytes(contentFolder);
  const archive = packContent({ folder: contentFolder, requirements: spec.requirements, helpersFolder }, (bytes) =>
    listener.progress({ step: 'uploading', bytes, totalBytes }),
  );
  await containers.stage(staged, archive);
  listener.progress(null);
}
