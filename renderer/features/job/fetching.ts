import type { FetchProgress, RepositoryProgress } from '../../../shared/models.ts';
import type { Words } from '../../language/words.ts';

export interface FetchTotals {
  /** Bytes there are and will be, as one share; null while the files of a repository are not known. */
  fraction: number | null;
  detail: string;
  complete: number;
  count: number;
  /** Seconds until all is there at the present rate; null where nobody can tell. */
  secondsLeft: number | null;
}

export function totalsOf(progress: FetchProgress, { describeFetching }: Pick<Words, 'describeFetching'>): FetchTotals {
  const { repositories } = progress;
  const { fraction, detail } = describeFetching(progress);
  const complete = repositories.filter(({ state }) => state === 'done').length;
  return { fraction, detail, complete, count: repositories.length, secondsLeft: secondsLeftOf(progress) };
}

/** Seconds until all is there at the present rate; null where nobody can tell. */
export function secondsLeftOf({ repositories, bytesPerSecond }: FetchProgress): number | null {
  const known = repositories.every(({ totalBytes }) => totalBytes !== null);
  const left = repositories.reduce((sum, { bytes, totalBytes }) => sum + Math.max(0, (totalBytes ?? 0) - bytes), 0);
  return known && left > 0 && bytesPerSecond > 0 ? left / bytesPerSecond : null;
}

/** Repositories under way first, then those that wait, then those that are complete; else as they were asked for. */
export function inOrder(repositories: readonly RepositoryProgress[]): RepositoryProgress[] {
  const places = { fetching: 0, listing: 0, waiting: 1, done: 2 } as const;
  return [...repositories].sort((one, other) => places[one.state] - places[other.state]);
}
