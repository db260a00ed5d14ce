import type { FetchProgress, ModelDeclaration, RepositoryProgress } from '../../../../shared/models.ts';

const rateWindowMs = 5_000;
const maxFilesTold = 16;

/** A file under way: `received` says how many of its bytes are there. */
interface FileUnderWay {
  repository: RepositoryProgress;
  path: string;
  totalBytes: number;
  received: () => number;
}

/** How far all repositories are; whoever fetches one writes into its entry. */
export interface ProgressBoard {
  repositories: RepositoryProgress[];
  /** Returns what ends it. */
  start(file: FileUnderWay): () => void;
  /** Counts bytes that have come from a host. */
  count(bytes: number): void;
  /** Takes a sample of the rate, to be called in even intervals. Returns the bytes per second since the last one. */
  sample(): number;
  snapshot(): FetchProgress;
}

export function createProgressBoard(models: ReadonlyArray<Pick<ModelDeclaration, 'repo' | 'type'>>): ProgressBoard {
  const repositories = models.map(({ repo, type }): RepositoryProgress => {
    return { repo, type, state: 'waiting', files: 0, filesDone: 0, bytes: 0, totalBytes: null };
  });
  const underWay = new Set<FileUnderWay>();
  let fetched = 0;
  let samples = [{ at: performance.now(), fetched }];

  const rate = (from: { at: number; fetched: number } | undefined, to: { at: number; fetched: number }): number =>
    from && to.at > from.at ? ((to.fetched - from.fetched) / (to.at - from.at)) * 1_000 : 0;

  return {
    repositories,
    start(file) {
      underWay.add(file);
      return () => underWay.delete(file);
    },
    count(bytes) {
      fetched += bytes;
    },
    sample() {
      const now = { at: performance.now(), fetched };
      const last = samples.at(-1);
      samples = [...samples.filter(({ at }) => at >= now.at - rateWindowMs), now];
      return rate(last, now);
    },
    snapshot() {
      const files = [...underWay];
      return {
        repositories: repositories.map((repository) => {
          const coming = files.filter((file) => file.repository === repository);
          return { ...repository, bytes: coming.reduce((sum, { received }) => sum + received(), repository.bytes) };
        }),
        files: files.slice(0, maxFilesTold).map(({ repository: { repo }, path, totalBytes, received }) => {
          return { repo, path, bytes: received(), totalBytes };
        }),
        bytesPerSecond: Math.round(rate(samples[0], { at: performance.now(), fetched })),
      };
    },
  };
}
