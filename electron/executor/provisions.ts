import type { JobEnvironment } from '../../shared/environments.ts';
import { commitSchema, type JobModel } from '../../shared/models.ts';
import type { Snapshot } from '../models/snapshot-store.ts';
import type { Kept } from './job-containers.ts';
import type { RepositoryNeed } from './needs.ts';

const minute = 60_000;
/** How long a branch or tag is taken to mean what it meant when the hub was asked last. */
const freshMs = 15 * minute;

export interface ProvidedEnvironment extends JobEnvironment {
  volume: string;
}

export interface ProvidedRepository {
  need: RepositoryNeed;
  volume: string;
  snapshot: Snapshot;
  origin: JobModel['origin'];
}

/** What execution has, all of it complete and held for the job. */
export interface Provisions {
  environment: ProvidedEnvironment | null;
  repositories: ProvidedRepository[];
}

/** Volumes of repositories, each once: a job may want several revisions of one. */
export function volumesOf(repositories: readonly { volume: string }[]): string[] {
  return [...new Set(repositories.map(({ volume }) => volume))];
}

/** The volume of an environment; its id is the end of the name. */
export function environmentVolume(instance: string, id: string): string {
  return `cs-${instance}-env-${id}`;
}

/** The environment kept under the key, held for the job; null where there is none. */
export async function findEnvironment(
  { storage }: Kept,
  key: string,
  jobId: string,
  origin: JobEnvironment['origin'],
): Promise<ProvidedEnvironment | null> {
  const record = await storage.hold(key, jobId);
  return record && { id: record.id.slice(-16), volume: record.id, origin };
}

/**
 * What is kept of a repository, held for the job; null where what the job asks for is not complete.
 * @param anyAge takes a branch for what it last meant, however long ago that was.
 */
export async function findRepository(
  { storage, snapshots }: Kept,
  need: RepositoryNeed,
  jobId: string,
  anyAge: boolean,
): Promise<ProvidedRepository | null> {
  const record = await storage.hold(need.key, jobId);
  const snapshot = record && snapshots.find(record.id, need.request);
  if (!record || !snapshot) return null;
  const pinned = commitSchema.safeParse(need.request.revision).success;
  if (!pinned && !anyAge && Date.now() - snapshot.resolvedAt > freshMs) return null;
  return { need, volume: record.id, snapshot, origin: 'kept' };
}

/** What is told of it. */
export function describeProvisions({ environment, repositories }: Provisions): {
  environment: JobEnvironment | null;
  models: JobModel[];
} {
  return {
    environment: environment && { id: environment.id, origin: environment.origin },
    models: repositories.map(({ need: { request }, snapshot: { commit, files }, origin }) => ({
      repo: request.repo,
      type: request.type,
      revision: request.revision,
      commit,
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      origin,
    })),
  };
}
