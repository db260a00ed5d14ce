import type { GatewayOrders } from '../../../../shared/egress.ts';
import type { FetchEvent, FetchProgress } from '../../../../shared/models.ts';
import { createSlots, withSlot } from '../cache/slots.ts';
import { errorCode } from '../error-code.ts';
import type { Output } from '../output.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { createBlockPool } from './block-pool.ts';
import { createClimb } from './climb.ts';
import { createConnections } from './connections.ts';
import { type Fetching, fetchRepository } from './fetch-repository.ts';
import { ModelError, toModelError } from './model-error.ts';
import { createProgressBoard } from './progress.ts';
import { type ModelVolume, openVolume } from './volume.ts';

const connectionsInAll = 8;
const filesAtOnce = 16;
/** What is known of a repository's files is in memory until it is fetched. */
const repositoriesAtOnce = 4;
const segmentBytes = 64 * 1024 * 1024;
const progressMs = 250;
const climbMs = 1_000;

export interface FetchOptions {
  orders: Pick<GatewayOrders, 'models' | 'fetchSeconds' | 'hubToken'>;
  hubUrl: string;
  /** Sends the token of the orders to the hub. */
  upstream: Upstream;
  output: Pick<Output, 'send'>;
  /** Gets errors that nobody expects and that end one repository only. */
  onUnexpected: (error: unknown) => void;
  segmentBytes?: number;
}

/** Repositories on their way into their volumes. */
export interface ModelFetch {
  /** Resolves when all is told of every repository. Never rejects. */
  finished: Promise<void>;
  /** Breaks off what goes on, of which nothing more is told; resolves when nothing is written any more. Never rejects. */
  close(): Promise<void>;
}

type Order = GatewayOrders['models'][number];

/** Starts to fetch repositories; each is told of when it is complete, or cannot be fetched. */
export function startFetch({ orders, hubUrl, upstream, output, onUnexpected, ...sizes }: FetchOptions): ModelFetch {
  const { models, fetchSeconds, hubToken } = orders;
  const ending = new AbortController();
  const repositories = createSlots(repositoriesAtOnce);
  const board = createProgressBoard(models);
  const fetching: Fetching = {
    hubUrl,
    hasToken: hubToken !== '',
    upstream,
    connections: createConnections(connectionsInAll),
    blocks: createBlockPool(),
    files: createSlots(filesAtOnce),
    board,
    segmentBytes: sizes.segmentBytes ?? segmentBytes,
    signal: ending.signal,
  };
  let isClosed = false;
  let telling: Promise<void> = Promise.resolve();

  /** One line at a time, whoever tells it. */
  const tell = (event: FetchEvent): Promise<void> => {
    telling = telling.then(() => (isClosed ? undefined : output.send(event)));
    return telling;
  };

  const fetchInto = async (volume: ModelVolume, index: number, order: Order): Promise<void> => {
    const progress = board.repositories[index];
    if (!progress) throw new RangeError(`There is no repository ${index}.`);
    if (!/^[\x21-\x7e]*$/.test(hubToken)) {
      throw new ModelError('token_refused', 'The token for the model hub has characters that no token has.');
    }
    const { commit, files, fetchedBytes } = await fetchRepository(fetching, order, volume, progress);
    for (const file of files) await tell({ event: 'fetched_file', index, file });
    await tell({ event: 'fetched', index, commit, storedBytes: await volume.storedBytes(), fetchedBytes });
  };

  const fetchOne = async (index: number, order: Order): Promise<void> => {
    let volume: ModelVolume | null = null;
    try {
      volume = await openVolume(order.folder);
      await fetchInto(volume, index, order);
    } catch (error) {
      if (isClosed) return;
      const known = toModelError(error);
      if (!known) onUnexpected(error);
      const { problem, detail } = known ?? new ModelError('network', `It could not be stored: ${errorCode(error)}.`);
      const storedBytes = (await volume?.storedBytes().catch(() => 0)) ?? 0;
      await tell({ event: 'fetch_failed', index, problem, detail, storedBytes });
    }
  };

  const fetchAll = async (): Promise<void> => {
    // Two revisions of a repository go to the same volume, of which only one may know the files.
    const groups = Map.groupBy(models.entries(), ([, { folder }]) => folder);
    const inOrder = async (group: Array<[number, Order]>): Promise<void> => {
      for (const [index, order] of group) await withSlot(repositories, () => fetchOne(index, order));
    };
    await Promise.all([...groups.values()].map(inOrder));
  };

  const stopTelling = tellProgress(() => board.snapshot(), tell);
  const isWorthMore = createClimb();
  const climbing = setInterval(() => {
    if (isWorthMore(board.sample())) fetching.connections.widen();
  }, climbMs);
  const deadline = setTimeout(() => {
    const detail = `It was not complete after ${fetchSeconds} seconds; what was fetched is kept for the next time.`;
    ending.abort(new ModelError('timed_out', detail));
  }, fetchSeconds * 1_000);

  const finished = fetchAll().finally(async () => {
    clearTimeout(deadline);
    clearInterval(climbing);
    await stopTelling();
  });

  return {
    finished,
    async close() {
      isClosed = true;
      ending.abort();
      await finished;
    },
  };
}

/** Tells the progress where it has changed, and at the end. Returns what ends it. */
function tellProgress(snapshot: () => FetchProgress, tell: (event: FetchEvent) => Promise<void>): () => Promise<void> {
  let last = '';
  let isTelling = false;
  const tellNow = async (): Promise<void> => {
    const progress = snapshot();
    const text = JSON.stringify(progress);
    if (isTelling || text === last) return;
    last = text;
    isTelling = true;
    await tell({ event: 'fetch_progress', progress });
    isTelling = false;
  };
  const timer = setInterval(() => void tellNow(), progressMs);
  return async () => {
    clearInterval(timer);
    await tell({ event: 'fetch_progress', progress: snapshot() });
  };
}
