import type { ImageState } from '../../shared/engine.ts';
import { AppError, type Failure, type Sentence, toFailure } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import type { Engine } from '../engine/engine.ts';
import {
  type Builder,
  buildFromDebian,
  buildFromDockerfile,
  canUseDebianBase,
  pull,
  type Recipe,
} from './image-builders.ts';

const tailLines = 12;

/** An image that jobs need. */
export interface NeededImage {
  name: string;
  /** How to make it; null for one that is pulled from a registry. */
  recipe: Recipe | null;
}

/** Knows whether the images that jobs need are there, and makes them when asked. */
export interface ImageKeeper {
  /** Of the first image that is not there; `ready` tells of the first of all. */
  state(): ImageState;
  onChange(listener: (state: ImageState) => void): () => void;
  /** Looks again; call it when the engine or the setting changed. */
  refresh(): Promise<void>;
  /** Makes what is missing; resolves with the state that came of it. A second call joins the first. */
  prepare(): Promise<ImageState>;
  cancel(): void;
}

export function createImageKeeper(dependencies: {
  engine: Engine;
  /** At least one; asked again whenever the keeper looks. */
  images: () => [NeededImage, ...NeededImage[]];
  cacheFolder: string;
}): ImageKeeper {
  const { engine, images, cacheFolder } = dependencies;
  const listeners = new Set<(state: ImageState) => void>();
  let state: ImageState = { status: 'unknown', name: images()[0].name };
  let preparing: { abort: AbortController; done: Promise<ImageState> } | null = null;

  const set = (next: ImageState) => {
    state = next;
    for (const listener of listeners) listener(state);
  };

  const lookAt = async (name: string): Promise<ImageState> => {
    if (engine.state().status !== 'connected') return { status: 'unknown', name };
    try {
      const info = await engine.inspectImage(name);
      return info ? { status: 'ready', name, ...info } : { status: 'missing', name };
    } catch {
      return { status: 'unknown', name };
    }
  };

  const look = async (): Promise<ImageState> => {
    const [first, ...others] = images();
    const state = await lookAt(first.name);
    if (state.status !== 'ready') return state;
    for (const { name } of others) {
      const other = await lookAt(name);
      if (other.status !== 'ready') return other;
    }
    return state;
  };

  const make = async ({ name, recipe }: NeededImage, signal: AbortSignal): Promise<ImageState> => {
    const found = await lookAt(name);
    if (found.status === 'ready') return found;
    const startedAt = Date.now();
    let tail: string[] = [];
    const tell = ({ message: step, said }: Sentence, fraction?: number) => {
      tail = [...tail, step].slice(-tailLines);
      if (!signal.aborted) set({ status: 'preparing', name, step, said, fraction: fraction ?? null, startedAt, tail });
    };
    tell(sentence('image_step_starting'));
    try {
      const builder = { engine, image: name, cacheFolder, tell, signal };
      await (recipe ? makeImage(builder, recipe) : pull(builder));
      return await lookAt(name);
    } catch (error) {
      if (signal.aborted) return { status: 'missing', name };
      return { status: 'failed', name, failure: prepareFailed(name, toFailure(error), tail) };
    }
  };

  const makeAll = async (signal: AbortSignal): Promise<ImageState> => {
    for (const image of images()) {
      const made = await make(image, signal);
      if (made.status !== 'ready') return made;
    }
    return look();
  };

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async refresh() {
      if (preparing) return;
      const next = await look();
      const keepsFailure = state.status === 'failed' && next.status === 'missing' && next.name === state.name;
      if (!preparing && !keepsFailure) set(next);
    },
    prepare() {
      if (!preparing) {
        const abort = new AbortController();
        const done = makeAll(abort.signal).then((next) => {
          preparing = null;
          set(next);
          return next;
        });
        preparing = { abort, done };
      }
      return preparing.done;
    },
    cancel: () => preparing?.abort.abort(),
  };
}

/** Our own image is built from its definition, or, where no registry is in reach, from Debian packages. */
async function makeImage(builder: Builder, recipe: Recipe): Promise<void> {
  try {
    await buildFromDockerfile(builder, recipe);
  } catch (error) {
    builder.signal.throwIfAborted();
    if (!(error instanceof AppError) || !isOutOfReach(error.failure)) throw error;
    if (!(await canUseDebianBase())) throw error;
    builder.tell(sentence('image_step_debian'));
    await buildFromDebian(builder, recipe);
  }
}

function isOutOfReach({ message }: Failure): boolean {
  return /dial tcp|lookup |no such host|connection refused|i\/o timeout|TLS handshake|context deadline exceeded|Client\.Timeout|network is unreachable|x509|failed to do request/i.test(
    message,
  );
}

function prepareFailed(name: string, failure: Failure, tail: string[]): Failure {
  if (failure.code === 'image_prepare_failed' || failure.code === 'disk_full') return failure;
  return {
    code: 'image_prepare_failed',
    ...(isOutOfReach(failure)
      ? sentence('image_registry_out_of_reach', { image: name })
      : sentence('image_not_made', { image: name, reason: failure.said ?? failure.message })),
    retryable: true,
    remedy: advice('check_network_and_prepare_again', {}, { kind: 'prepare_image' }),
    details: [...tail, failure.message],
  };
}
