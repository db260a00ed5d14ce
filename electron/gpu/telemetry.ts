import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GpuState } from '../../shared/gpus.ts';
import { plainLine } from '../../shared/text.ts';
import { createFrameCollector } from './frames.ts';
import { type GpuSample, parseSample, queryFields } from './parse.ts';

export interface GpuTelemetry {
  state(): GpuState;
  /** Calls back with each new state until the returned function is called. */
  onChange(listener: (state: GpuState) => void): () => void;
  start(): void;
  /** Resolves when no process is left. */
  stop(): Promise<void>;
}

export interface GpuTelemetryOptions {
  /** The program to ask: a name on `PATH`, or a path. */
  command?: string;
  environment: Readonly<NodeJS.ProcessEnv>;
  /** Milliseconds between two samples. */
  intervalMs?: number;
}

// All in samples, so that a quicker interval makes everything quicker.
const patienceAtStart = 60;
const patience = 10;
const longestBackoff = 30;

const pauseMs = 100;
const killAfterMs = 2_000;
const keptWords = 3;

/**
 * Watches the GPUs through one `nvidia-smi` that stays. It is started again, ever more slowly, when it ends or falls
 * silent: GPUs that were seen and do not answer are `lost`; where none was ever seen, there are `none`.
 */
export function createGpuTelemetry(options: GpuTelemetryOptions): GpuTelemetry {
  const { command = 'nvidia-smi', environment, intervalMs = 1_000 } = options;
  const listeners = new Set<(state: GpuState) => void>();
  let state: GpuState = { status: 'starting' };
  let running: Watch | null = null;
  let retry: NodeJS.Timeout | null = null;
  let failures = 0;

  const become = (next: GpuState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const onFrame = (frame: readonly GpuSample[]): void => {
    failures = 0;
    const driverVersion = frame[0]?.driverVersion ?? '';
    become({ status: 'ok', driverVersion, sampledAt: Date.now(), gpus: frame.map(({ gpu }) => gpu) });
  };

  const onEnd = (reason: string): void => {
    running = null;
    if (state.status === 'ok') {
      become({ status: 'lost', message: reason, since: Date.now(), lastSeen: state.gpus });
    } else if (state.status === 'lost') {
      if (state.message !== reason) become({ ...state, message: reason });
    } else if (state.status === 'starting' || state.reason !== reason) {
      become({ status: 'none', reason });
    }
    const wait = Math.min(2 ** failures, longestBackoff);
    failures += 1;
    retry = setTimeout(run, wait * intervalMs).unref();
  };

  const run = (): void => {
    retry = null;
    running = watch({ command, environment, intervalMs, onFrame, onEnd });
  };

  return {
    state: () => state,

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    start() {
      if (!running && !retry) run();
    },

    async stop() {
      if (retry) clearTimeout(retry);
      retry = null;
      failures = 0;
      const ending = running;
      running = null;
      await ending?.stop();
    },
  };
}

interface Watch {
  stop(): Promise<void>;
}

interface WatchOptions {
  command: string;
  environment: Readonly<NodeJS.ProcessEnv>;
  intervalMs: number;
  onFrame: (frame: readonly GpuSample[]) => void;
  /** Called once when the process is gone by itself or for its silence; not after `stop`. */
  onEnd: (reason: string) => void;
}

function watch({ command, environment, intervalMs, onFrame, onEnd }: WatchOptions): Watch {
  const frames = createFrameCollector(onFrame);
  const words: string[] = [];
  let silence: string | null = null;
  let stopped = false;

  const child = spawn(
    command,
    [`--query-gpu=${queryFields.join(',')}`, '--format=csv,noheader,nounits', '-lms', String(intervalMs)],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
  );
  const pause = setTimeout(() => frames.pause(), pauseMs).unref();
  const giveUp = (): void => {
    silence = `${command} has stopped answering.`;
    void end(child);
  };
  let quiet = setTimeout(giveUp, patienceAtStart * intervalMs).unref();

  const note = (line: string): void => {
    const text = plainLine(line).trim();
    if (text !== '' && words.length < keptWords) words.push(text);
  };

  createInterface({ input: child.stdout }).on('line', (line) => {
    const sample = parseSample(line);
    // Drivers also say on stdout what is wrong.
    if (!sample) return note(line);
    words.length = 0;
    frames.add(sample);
    pause.refresh();
    clearTimeout(quiet);
    quiet = setTimeout(giveUp, patience * intervalMs).unref();
  });
  createInterface({ input: child.stderr }).on('line', note);

  let over = false;
  const finish = (reason: string): void => {
    if (over) return;
    over = true;
    clearTimeout(pause);
    clearTimeout(quiet);
    if (!stopped) onEnd(reason);
  };
  child.on('error', (error) => {
    finish(
      'code' in error && error.code === 'ENOENT'
        ? `No NVIDIA driver was found on this machine: there is no ${command}.`
        : `${command} could not be started (${error.message}).`,
    );
  });
  // Not `close`: a grandchild could hold the pipes open.
  child.on('exit', (code, signal) => {
    // What it said last is still on its way through the pipes.
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
      finish(silence ?? (words.join(' ') || `${command} ended (${signal ?? `status ${code}`}).`));
    }, pauseMs).unref();
  });

  return {
    async stop() {
      stopped = true;
      clearTimeout(pause);
      clearTimeout(quiet);
      await end(child);
    },
  };
}

/** Ends a process, kindly at first; resolves when it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await gone;
  clearTimeout(force);
}
