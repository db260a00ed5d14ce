import type { ModelDeclaration, ModelFile, RepositoryProgress } from '../../../../shared/models.ts';
import type { Slots } from '../cache/slots.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { BlockPool } from './block-pool.ts';
import type { Connections } from './connections.ts';
import { fetchFile } from './fetch-file.ts';
import { createFileSource } from './file-source.ts';
import { createHubRepository, type HubRepository } from './hub-repository.ts';
import { type Listing, listRepository } from './listing.ts';
import type { ProgressBoard } from './progress.ts';
import type { ModelVolume } from './volume.ts';

/** What all repositories share. */
export interface Fetching {
  hubUrl: string;
  hasToken: boolean;
  upstream: Upstream;
  connections: Connections;
  blocks: BlockPool;
  files: Slots;
  board: ProgressBoard;
  segmentBytes: number;
  signal: AbortSignal;
}

export interface FetchedRepository extends Listing {
  /** What came from the hub for it this time. */
  fetchedBytes: number;
}

/**
 * Brings all wanted files of a repository into its volume; those that are there are not fetched again.
 * @throws ModelError, EgressError; what the disk throws; what the signal says. What was fetched stays.
 */
export async function fetchRepository(
  fetching: Fetching,
  model: ModelDeclaration,
  volume: ModelVolume,
  progress: RepositoryProgress,
): Promise<FetchedRepository> {
  const { hubUrl, hasToken, upstream, connections } = fetching;
  const hub = createHubRepository(hubUrl, model, hasToken);
  fetching.signal.throwIfAborted();
  progress.state = 'listing';
  const listing = await connections.use(() => listRepository({ upstream, hub, signal: fetching.signal }, model));
  progress.state = 'fetching';
  const fetchedBytes = await fetchMissing(fetching, { hub, volume, progress, listing });
  progress.state = 'done';
  return { ...listing, fetchedBytes };
}

interface Listed {
  hub: HubRepository;
  volume: ModelVolume;
  progress: RepositoryProgress;
  listing: Listing;
}

/** Returns how many bytes came for them. */
async function fetchMissing(fetching: Fetching, { hub, volume, progress, listing }: Listed): Promise<number> {
  const { upstream, files, board, connections, blocks, segmentBytes } = fetching;
  const failing = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failing.signal]);
  // One and the same content may be in the repository under several names.
  const blobs = Map.groupBy(listing.files, ({ blob }) => blob);
  const missing: ModelFile[] = [];
  let fetchedBytes = 0;

  const done = ({ blob, bytes }: ModelFile): void => {
    progress.filesDone += blobs.get(blob)?.length ?? 0;
    progress.bytes += bytes;
  };

  const fetchOne = async (file: ModelFile): Promise<void> => {
    const url = hub.fileUrl(listing.commit, file.path);
    const source = createFileSource({ upstream, hub }, { url, name: file.path, size: file.bytes });
    let end = (): void => undefined;
    const onStart = (received: () => number) => {
      end();
      end = board.start({ repository: progress, path: file.path, totalBytes: file.bytes, received });
    };
    const onBytes = (count: number) => {
      fetchedBytes += count;
      board.count(count);
    };
    try {
      await fetchFile({ file, volume, source, connections, blocks, segmentBytes, signal, onStart, onBytes });
      done(file);
    } finally {
      end();
    }
  };

  for (const [file] of blobs.values()) {
    if (!file) continue;
    progress.totalBytes = (progress.totalBytes ?? 0) + file.bytes;
    if (await volume.has(file)) done(file);
    else missing.push(file);
  }
  progress.files = listing.files.length;

  const going = new Set<Promise<void>>();
  for (const file of missing) {
    const giveBack = await files.take();
    if (signal.aborted) {
      giveBack();
      break;
    }
    const one = fetchOne(file)
      .catch((error: unknown) => failing.abort(error))
      .finally(() => {
        giveBack();
        going.delete(one);
      });
    going.add(one);
  }
  await Promise.all(going);
  signal.throwIfAborted();
  return fetchedBytes;
}
