import { isFinal, type Job } from '../../../shared/jobs.ts';
import type { JobModel, ModelRequest, RepositoryProgress } from '../../../shared/models.ts';
import { isWanted } from './needs.ts';

/** How the job stands with a repository that it asks for. */
export type ModelStatus =
  | { kind: 'had'; model: JobModel }
  | { kind: 'fetching'; progress: RepositoryProgress }
  /** Found in the script only, and the seller had that turned off. */
  | { kind: 'turned_off' }
  | { kind: 'not_yet' }
  /** The job ended before it was there. */
  | { kind: 'missing' };

export interface ModelRow {
  request: ModelRequest;
  status: ModelStatus;
}

/** Every repository that the job asks for, in the order of asking. */
export function modelRows(job: Pick<Job, 'spec' | 'limits' | 'models' | 'fetching' | 'state'>): ModelRow[] {
  return job.spec.models.map((request) => ({ request, status: statusOf(request, job) }));
}

function statusOf(
  request: ModelRequest,
  { limits, models, fetching, state }: Pick<Job, 'limits' | 'models' | 'fetching' | 'state'>,
): ModelStatus {
  const isIt = (other: { repo: string; type: ModelRequest['type'] }) =>
    other.repo === request.repo && other.type === request.type;
  const model = models.find((other) => isIt(other) && other.revision === request.revision);
  if (model) return { kind: 'had', model };
  if (!isWanted(request, limits)) return { kind: 'turned_off' };
  if (isFinal(state)) return { kind: 'missing' };
  const progress = fetching?.repositories.find(isIt);
  return progress ? { kind: 'fetching', progress } : { kind: 'not_yet' };
}

/** As much of a commit as tells it apart for people. */
export const shortCommit = (commit: string) => commit.slice(0, 10);
