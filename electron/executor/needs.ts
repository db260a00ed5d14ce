import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelRequest } from '../../shared/models.ts';
import type { ImageInfo } from '../engine/images.ts';
import { environmentKey } from '../environments/environment-key.ts';
import { repositoryKey } from '../models/repository.ts';
import type { RunnableJob } from './job-containers.ts';

/** A repository that a job needs, and the key under which it is kept. */
export interface RepositoryNeed {
  key: string;
  request: ModelRequest;
}

/** What must be there before a job executes. */
export interface Needs {
  /** Key of the environment; null for a job without requirements. */
  environment: string | null;
  repositories: RepositoryNeed[];
}

/** @param image the image that the job runs in. */
export async function findNeeds(job: RunnableJob, image: ImageInfo, helpersFolder: string): Promise<Needs> {
  const { spec, limits } = job;
  const hubUrl = limits.egress?.hubUrl ?? '';
  const wanted = spec.models.filter(({ origin }) => origin === 'declared' || limits.detectedModels);
  return {
    environment: spec.requirements.length === 0 ? null : await keyOf(job, image, helpersFolder),
    repositories: wanted.map((request) => ({ key: repositoryKey(hubUrl, request), request })),
  };
}

async function keyOf(
  { spec, limits, gpuUuids, contentFolder }: RunnableJob,
  image: ImageInfo,
  helpersFolder: string,
): Promise<string> {
  return environmentKey({
    imageId: image.id,
    platform: image.platform,
    requirements: spec.requirements,
    carried: await carriedPackages(contentFolder),
    indexes: limits.egress?.indexes ?? [],
    wheelsOnly: limits.wheelsOnly,
    gpus: limits.gpusInSetup && gpuUuids.length > 0,
    program: sha256(await readFile(path.join(helpersFolder, 'setup.py'))),
  });
}

/** Packages that the job carries, with their hashes. */
async function carriedPackages(contentFolder: string): Promise<{ file: string; sha256: string }[]> {
  const folder = path.join(contentFolder, 'wheels');
  const files = await readdir(folder).catch(() => []);
  return Promise.all(files.map(async (file) => ({ file, sha256: await fileSha256(path.join(folder, file)) })));
}

async function fileSha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
