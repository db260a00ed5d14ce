import type { ImageState } from '../../shared/engine.ts';
import { AppError, type Failure, toFailure } from '../../shared/errors.ts';
import { sandboxImage } from '../../shared/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { type Builder, buildFromDebian, buildFromDockerfile, canUseDebianBase, pull } from './sandbox-builders.ts';

const tailLines = 12;
/** Images of this repository are made here, whatever their tag; all others are pulled. */
const ownRepository = sandboxImage.slice(0, sandboxImage.indexOf(':') + 1);

/** Knows whether the image that jobs run in is there, and makes it when asked. */
export interface ImageKeeper {
  state(): ImageState;
  onChange(listener: (state: ImageState) => void): () => void;
  /** Looks again; call it when the engine or the setting changed. */
  refresh(): Promise<void>;
  /** Makes the image if it is missing; resolves with the state that came of it. A second call joins the first. */
  prepare(): Promise<ImageState>;
  cancel(): void;
}

export function createImageKeeper(dependencies: {
  engine: Engine;
  image: () => string;
  sandboxFolder: string;
  cacheFolder: string;
  /** Whether this machine has NVIDIA GPUs, which want the CUDA variant. */
  hasGpus: () => boolean;
}): ImageKeeper {
  const { engine } = dependencies;
  const listeners = new Set<(state: ImageState) => void>();
  let state: ImageState = { status: 'unknown', name: dependencies.image() };
  let preparing: { abort: AbortController; done: Promise<ImageState> } | null = null;

  const set = (next: ImageState) => {
    state = next;
    for (const listener of listeners) listener(state);
  };

  const look = async (): Promise<ImageState> => {
    const name = dependencies.image();
    if (engine.state().status !== 'connected') return { status: 'unknown', name };
    try {
      const info = await engine.inspectImage(name);
      return info ? { status: 'ready', name, ...info } : { status: 'missing', name };
    } catch {
      return { status: 'unknown', name };
    }
  };

  const make = async (signal: AbortSignal): Promise<ImageState> => {
    const name = dependencies.image();
    const found = await look();
    if (found.status === 'ready') return found;
    const startedAt = Date.now();
    let tail: string[] = [];
    const tell = (step: string, fraction?: number) => {
      tail = [...tail, step].slice(-tailLines);
      if (!signal.aborted) set({ status: 'preparing', name, step, fraction: fraction ?? null, startedAt, tail });
    };
    tell('starting');
    try {
      await makeImage({ ...dependencies, engine, image: name, tell, signal }, dependencies.hasGpus() ? 'cuda' : 'cpu');
      return await look();
    } catch (error) {
      if (signal.aborted) return { status: 'missing', name };
      return { status: 'failed', name, failure: prepareFailed(toFailure(error), tail) };
    }
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
        const done = make(abort.signal).then((next) => {
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
async function makeImage(builder: Builder, variant: 'cpu' | 'cuda'): Promise<void> {
  if (!builder.image.startsWith(ownRepository)) return pull(builder);
  try {
    await buildFromDockerfile(builder, variant);
  } catch (error) {
    builder.signal.throwIfAborted();
    if (!(error instanceof AppError) || !isOutOfReach(error.failure)) throw error;
    if (!(await canUseDebianBase())) throw error;
    builder.tell('no image registry is in reach: using Debian packages instead');
    await buildFromDebian(builder);
  }
}

function isOutOfReach({ message }: Failure): boolean {
  return /dial tcp|lookup |no such host|connection refused|i\/o timeout|TLS handshake|context deadline exceeded|Client\.Timeout|network is unreachable|x509|failed to do request/i.test(
    message,
  );
}

function prepareFailed(failure: Failure, tail: string[]): Failure {
  if (failure.code === 'image_prepare_failed' || failure.code === 'disk_full') return failure;
  return {
    code: 'image_prepare_failed',
    message: isOutOfReach(failure)
      ? 'The sandbox image could not be made: no image registry is in reach.'
      : `The sandbox image could not be made: ${failure.message}`,
    retryable: true,
    remedy: {
      text: 'Check this machine’s network connection, then prepare the image again.',
      action: { kind: 'prepare_image' },
    },
    details: [...tail, failure.message],
  };
}
