import type { ModelFile } from '../../../../shared/models.ts';
import { fileKey } from '../cache/file-key.ts';
import { blockBytes } from './block-pool.ts';
import { type Filling, fill } from './fill.ts';
import { ModelError } from './model-error.ts';
import { openPartial } from './partial-file.ts';
import { createRunningHash } from './running-hash.ts';
import type { ModelVolume } from './volume.ts';

export interface FileFetch extends Omit<Filling, 'file' | 'hash'> {
  file: ModelFile;
  volume: ModelVolume;
  /** Bytes of a file that one connection fetches in one go. */
  segmentBytes: number;
  /** Gets what tells how many of the file's bytes are there, whenever it is asked. */
  onStart: (received: () => number) => void;
}

/**
 * Fetches one file into its volume's blobs, going on with what is there of it. One whose hash is wrong is fetched once more,
 * from nothing.
 * @throws ModelError, EgressError; what the disk throws; what the signal says. What was fetched stays.
 */
export async function fetchFile(fetch: FileFetch): Promise<void> {
  const { file, volume } = fetch;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (await tryFetch(fetch)) return volume.added(file);
  }
  throw new ModelError('network', `What came for ${file.path} twice had another hash than the model hub says.`);
}

/** Whether the hash was right. */
async function tryFetch({ file, volume, onStart, ...fetch }: FileFetch): Promise<boolean> {
  const key = fileKey(file.blob);
  if (!key) throw new Error(`${file.blob} is the name of no hash.`);
  const partial = await openPartial(volume.partialPlace(file.blob), file.bytes, {
    segmentBytes: fetch.segmentBytes,
    countedFrom: blockBytes,
  });
  const hash = createRunningHash(key, partial, fetch.signal);
  try {
    onStart(partial.received);
    hash.advance();
    if (partial.received() < partial.size) await fill({ ...fetch, file: partial, hash });
    const isRight = (await hash.digest()) === key.hex;
    if (isRight) await partial.keep(volume.blobPlace(file.blob));
    else await partial.remove();
    return isRight;
  } finally {
    await hash.stop();
    await partial.close();
  }
}
