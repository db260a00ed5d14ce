import { EgressError } from '../egress-error.ts';
import type { Connections } from './connections.ts';
import type { FileAnswer, FileSource } from './file-source.ts';
import type { Segment } from './partial-file.ts';
import { createPatience } from './patience.ts';
import { type Basin, pour } from './pour.ts';

export interface Filling extends Basin {
  source: FileSource;
  connections: Connections;
  signal: AbortSignal;
  /** Gets how many bytes have come from a host, each time. */
  onBytes: (count: number) => void;
}

/**
 * Fetches all that is missing of a file, over several connections where one does not fill the line.
 * @throws ModelError, EgressError; what the disk throws; what the signal says
 */
export async function fill(filling: Filling): Promise<void> {
  const { file, source, connections, signal } = filling;
  if (await fillSegments(filling)) return;
  const fetchAll = (): Promise<void> =>
    persist(filling, file.received, file.size, () => source.open(0, file.size, signal));
  await connections.use(fetchAll);
}

/** False where the host sends all of the file, whatever it is asked for. */
async function fillSegments(filling: Filling): Promise<boolean> {
  const { file, source, connections } = filling;
  const failing = new AbortController();
  const signal = AbortSignal.any([filling.signal, failing.signal]);
  const free = file.segments.filter(({ start, end, received }) => start + received < end);
  const lanes: Promise<void>[] = [];

  const fetchSegment = async (segment: Segment): Promise<void> => {
    const reached = () => segment.start + segment.received;
    await persist({ ...filling, signal }, reached, segment.end, async (from) => {
      const answer = await source.open(from, segment.end, signal);
      if (answer.from === from && answer.to <= segment.end) return answer;
      answer.finish();
      throw new NoRangesError();
    });
    file.flush();
  };

  const lane = async (): Promise<void> => {
    try {
      for (let segment = free.shift(); segment; segment = free.shift()) await fetchSegment(segment);
    } catch (error) {
      failing.abort(error);
    }
  };
  const run = (): Promise<void> => {
    const running = lane();
    lanes.push(running);
    return running;
  };

  const wants = () => lanes.length > 0 && free.length > 0 && !signal.aborted;
  const withdraw = connections.offer({ wants, run });
  // When the first one ends, there is nothing left to begin.
  await connections.use(run).finally(withdraw);
  await Promise.all(lanes);
  if (failing.signal.reason instanceof NoRangesError) return false;
  failing.signal.throwIfAborted();
  return true;
}

/** Asks again from where it has come to, until that is `end`. */
async function persist(
  { onBytes, signal, ...basin }: Basin & Pick<Filling, 'onBytes' | 'signal'>,
  reached: () => number,
  end: number,
  open: (from: number) => Promise<FileAnswer>,
): Promise<void> {
  const patience = createPatience(signal);
  while (reached() < end) {
    const before = reached();
    try {
      await receive(await open(before), basin, onBytes);
    } catch (error) {
      await patience.after(error, reached() > before);
    }
  }
}

async function receive(answer: FileAnswer, basin: Basin, onBytes: (count: number) => void): Promise<void> {
  try {
    await pour(answer, basin, onBytes);
    answer.finish();
  } catch (error) {
    answer.finish(error instanceof EgressError ? error : undefined);
    throw error;
  }
}

class NoRangesError extends Error {}
