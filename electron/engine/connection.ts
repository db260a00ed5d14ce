import type { EngineState } from '../../shared/engine.ts';
import { AppError } from '../../shared/errors.ts';
import { type Client, createClient } from './client.ts';
import { type Environment, findEndpoint } from './endpoint.ts';
import { unreachable } from './errors.ts';

const askEveryMs = 2_000;
const silentAfterMs = 10_000;

/** Knows whether the engine answers, and tells when that changes. */
export interface Connection {
  state(): EngineState;
  /** The client to use now; requests fail with `engine_unreachable` while there is no engine. */
  client(): Client;
  onChange(listener: (state: EngineState) => void): () => void;
  /**
   * Asks at once instead of at the next beat, of which the first call is the first; resolves when the answer is in.
   */
  retry(): Promise<void>;
  close(): void;
}

export function createConnection(options: { setting: () => string; environment: Environment }): Connection {
  const listeners = new Set<(state: EngineState) => void>();
  let state: EngineState = { status: 'connecting' };
  let client = createClient(findEndpoint(options.setting(), options.environment), options.environment);
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | null = null;
  let closed = false;

  const set = (next: EngineState) => {
    const unchanged =
      state.status === next.status &&
      (next.status !== 'disconnected' ||
        (state.status === 'disconnected' && state.failure.message === next.failure.message)) &&
      (next.status !== 'connected' || (state.status === 'connected' && state.endpoint === next.endpoint));
    if (unchanged || closed) return;
    state = next;
    for (const listener of listeners) listener(state);
  };

  const ask = async () => {
    const endpoint = findEndpoint(options.setting(), options.environment);
    if (endpoint.text !== client.endpoint.text) client = createClient(endpoint, options.environment);
    try {
      if (state.status === 'connected' && state.endpoint === endpoint.text) {
        await client.call((docker) => docker.ping(), silentAfterMs);
      } else {
        set(await describe(client));
      }
    } catch (error) {
      const failure =
        error instanceof AppError && error.failure.code === 'engine_unreachable'
          ? error.failure
          : unreachable(error, endpoint.text);
      set({ status: 'disconnected', failure, since: Date.now(), endpoint: endpoint.text });
    }
  };

  const beat = async () => {
    clearTimeout(timer);
    asking ??= ask().finally(() => {
      asking = null;
    });
    await asking;
    clearTimeout(timer);
    if (!closed) timer = setTimeout(beat, askEveryMs);
  };

  return {
    state: () => state,
    client: () => client,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry: beat,
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

async function describe(client: Client): Promise<EngineState> {
  const [version, info] = await client.call((docker) => Promise.all([docker.version(), docker.info()]), silentAfterMs);
  return {
    status: 'connected',
    version: version.Version,
    apiVersion: version.ApiVersion,
    operatingSystem: info.OperatingSystem,
    architecture: info.Architecture,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    endpoint: client.endpoint.text,
  };
}
