import { AppError } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import type { FetchEvent, FetchProgress, ModelFile, ModelProblem } from '../../shared/models.ts';
import type { Kept } from './job-containers.ts';
import { modelFailure } from './model-failure.ts';
import type { RepositoryNeed } from './needs.ts';
import type { ProvidedRepository } from './provisions.ts';
import { SetupError } from './setup-error.ts';

/** A repository to fetch, and its volume. */
export interface RepositoryOrder {
  need: RepositoryNeed;
  volume: string;
}

/** Follows what the gateway tells of the repositories that it fetches for a job. */
export interface RepositoryFetch {
  /** `event.index` counts the orders. */
  take(event: FetchEvent): void;
  /**
   * Resolves, with those that execution can have, when none is left to fetch. One that was only found in the script and
   * that the hub does not give is passed over: the script may not need it after all.
   * @throws SetupError
   */
  done: Promise<ProvidedRepository[]>;
  /** Notes how much of what is not complete is there; to be called when the gateway has ended. */
  end(): void;
}

const noteEveryMs = 10_000;

/** What the hub says of a repository that need not matter where only the script’s text named it. */
const passedOver: ReadonlySet<ModelProblem> = new Set([
  'not_found',
  'gated',
  'token_refused',
  'revision_not_found',
  'no_files',
]);

export function createRepositoryFetch(
  { storage, snapshots }: Kept,
  orders: readonly RepositoryOrder[],
  limits: JobLimits,
  tell: { progress(progress: FetchProgress): void; note(text: string): void },
): RepositoryFetch {
  const files = new Map<number, ModelFile[]>();
  const provided = new Map<number, ProvidedRepository>();
  const waiting = new Set(orders.keys());
  let last: FetchProgress | null = null;
  let notedAt = Date.now();
  const { promise, resolve, reject } = Promise.withResolvers<ProvidedRepository[]>();
  // Whoever waits for it may come only after it has failed.
  promise.catch(() => undefined);

  const noteSizes = () => {
    notedAt = Date.now();
    const sizes = new Map<string, number>();
    for (const index of waiting) {
      const volume = orders[index]?.volume ?? '';
      sizes.set(volume, Math.max(sizes.get(volume) ?? 0, last?.repositories[index]?.bytes ?? 0));
    }
    for (const [volume, bytes] of sizes) if (bytes > 0) storage.resize(volume, bytes);
  };

  const takeProgress = (progress: FetchProgress) => {
    last = progress;
    tell.progress(progress);
    // An app that is killed must find about as much on record as there is on the disk.
    if (Date.now() - notedAt >= noteEveryMs) noteSizes();
  };

  const settle = (index: number) => {
    waiting.delete(index);
    if (waiting.size === 0) resolve(orders.flatMap((_, at) => provided.get(at) ?? []));
  };

  const addFile = (index: number, file: ModelFile) => {
    const known = files.get(index);
    if (known) known.push(file);
    else files.set(index, [file]);
  };

  const complete = ({ need, volume }: RepositoryOrder, event: Extract<FetchEvent, { event: 'fetched' }>) => {
    const { index, commit, storedBytes, fetchedBytes } = event;
    storage.resize(volume, storedBytes);
    const snapshot = { commit, files: files.get(index) ?? [], resolvedAt: Date.now() };
    snapshots.save(volume, need.request, snapshot);
    provided.set(index, { need, volume, snapshot, origin: fetchedBytes > 0 ? 'fetched' : 'kept' });
    settle(index);
  };

  const giveUp = ({ need, volume }: RepositoryOrder, event: Extract<FetchEvent, { event: 'fetch_failed' }>) => {
    const { index, problem, detail, storedBytes } = event;
    storage.resize(volume, storedBytes);
    const failure = modelFailure(need.request, problem, detail, limits);
    if (need.request.origin === 'detected' && passedOver.has(problem)) {
      tell.note(`${failure.message} It was only found in the script, so the job goes on without it.`);
      settle(index);
      return;
    }
    waiting.delete(index);
    reject(problem === 'network' ? new SetupError((egress) => egress.explain(failure)) : new AppError(failure));
  };

  return {
    take(event) {
      if (event.event === 'fetch_progress') return takeProgress(event.progress);
      const order = orders[event.index];
      if (!order || !waiting.has(event.index)) return;
      if (event.event === 'fetched') complete(order, event);
      else if (event.event === 'fetch_failed') giveUp(order, event);
      else addFile(event.index, event.file);
    },

    done: promise,

    end: noteSizes,
  };
}
