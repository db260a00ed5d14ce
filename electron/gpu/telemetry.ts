import type { Sentence } from '../../shared/errors.ts';
import type { Gpu, GpuState } from '../../shared/gpus.ts';
import { keepSmi } from './keeper.ts';
import { createSampleQuery, type GpuSample, unknownField } from './parse.ts';
import type { IdentifyProcess } from './process-owner.ts';
import { createGpuProcesses } from './processes.ts';

export interface GpuTelemetry {
  state(): GpuState;
  /** Calls back with each new state until the returned function is called. */
  onChange(listener: (state: GpuState) => void): () => void;
  start(): void;
  /** Whether somebody needs every second: without it, the GPUs are sampled rarely. */
  hurry(wanted: boolean): void;
  /** Milliseconds between two samples, as things stand. */
  intervalMs(): number;
  /** Resolves when no process is left. */
  stop(): Promise<void>;
}

export interface GpuTelemetryOptions {
  /** The program to ask: a name on `PATH`, or a path. */
  command?: string;
  environment: Readonly<NodeJS.ProcessEnv>;
  /** Tells what uses a GPU; null where the system has no way to tell. */
  identify: IdentifyProcess | null;
  /** Milliseconds between two samples in a hurry; all other times are counted in it. */
  momentMs?: number;
}

// In moments, so that a shorter one makes everything quicker.
const rare = 10;
const patienceAtStart = 60;
const patience = 9;
const longestWait = 30;
/** A view that is left for another, or a job that follows another, is no reason to start new processes. */
const hurryLingers = 5;

/**
 * Watches the GPUs through one `nvidia-smi` that stays, and their processes through another. GPUs that were seen and do not
 * answer are `lost`; where none was ever seen, there are `none`.
 */
export function createGpuTelemetry(options: GpuTelemetryOptions): GpuTelemetry {
  const { command = 'nvidia-smi', environment, identify, momentMs = 1_000 } = options;
  const program = { command, environment };
  const listeners = new Set<(state: GpuState) => void>();
  let state: GpuState = { status: 'starting' };
  let query = createSampleQuery();
  let intervalMs = rare * momentMs;
  let slowingDown: NodeJS.Timeout | null = null;
  let started = false;

  const processes = createGpuProcesses({ program, momentMs, identify });

  const become = (next: GpuState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const onFrame = (frame: readonly GpuSample[]): void => {
    processes.start(intervalMs);
    const driverVersion = frame[0]?.driverVersion ?? '';
    const gpus = frame.map(({ gpu }): Gpu => ({ ...gpu, processes: processes.of(gpu.uuid) }));
    become({ status: 'ok', driverVersion, sampledAt: Date.now(), gpus });
  };

  const lose = ({ message, said }: Sentence): void => {
    void processes.stop();
    if (state.status === 'ok') {
      become({ status: 'lost', message, said, since: Date.now(), lastSeen: state.gpus });
    } else if (state.status === 'lost') {
      if (state.message !== message) become({ ...state, message, said });
    } else if (state.status === 'starting' || state.reason !== message) {
      become({ status: 'none', reason: message, said });
    }
  };

  const keeper = keepSmi<GpuSample>({
    program,
    momentMs,
    longestWait,
    ask: (everyMs) => ({
      query: `--query-gpu=${query.fields}`,
      parse: query.parse,
      keyOf: ({ gpu }) => gpu.uuid,
      // Half a frame would look as if GPUs had gone, and jobs that need them be refused.
      expected: state.status === 'ok' ? state.gpus.map(({ uuid }) => uuid) : [],
      onFrame,
      patience: { first: patienceAtStart * momentMs, next: everyMs + patience * momentMs },
    }),
    onEnd(reason) {
      const simpler = query.without(unknownField(reason.message) ?? '');
      if (!simpler) {
        lose(reason);
        return 'later';
      }
      query = simpler;
      return 'at once';
    },
  });

  const sampleEvery = (nextMs: number): void => {
    if (intervalMs === nextMs) return;
    intervalMs = nextMs;
    if (started) keeper.start(intervalMs);
  };

  const stayQuick = (): void => {
    if (slowingDown) clearTimeout(slowingDown);
    slowingDown = null;
  };

  return {
    state: () => state,

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    start() {
      started = true;
      keeper.start(intervalMs);
    },

    hurry(wanted) {
      if (wanted) {
        stayQuick();
        sampleEvery(momentMs);
      } else if (intervalMs === momentMs) {
        slowingDown ??= setTimeout(() => {
          slowingDown = null;
          sampleEvery(rare * momentMs);
        }, hurryLingers * momentMs).unref();
      }
    },

    intervalMs: () => intervalMs,

    async stop() {
      started = false;
      stayQuick();
      await Promise.all([keeper.stop(), processes.stop()]);
    },
  };
}
