import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Sentence } from '../../shared/errors.ts';
import { sentence } from '../../shared/languages/sentence.ts';
import { plainLine } from '../../shared/text.ts';
import { createFrameCollector } from './frames.ts';

/** Which program to ask. */
export interface SmiProgram {
  /** A name on `PATH`, or a path. */
  command: string;
  environment: Readonly<NodeJS.ProcessEnv>;
}

/** One `nvidia-smi` that asks the same again and again. */
export interface SmiWatch {
  /** Resolves when the process is gone; nothing is called back from now on. */
  stop(): Promise<void>;
}

export interface SmiQuery<T> {
  /** The option that says what to ask for, such as `--query-gpu=index,uuid`. */
  query: string;
  intervalMs: number;
  /** One line; null where it is a message. */
  parse: (line: string) => T | null;
  /** Tells which row of a round it is. */
  keyOf: (row: T) => string;
  /** Keys of the rows that are known from before: a first round waits for them. */
  expected?: readonly string[];
  onFrame: (frame: T[]) => void;
  /** Milliseconds without a row, before the first one and after one, until `onSilence`. */
  patience: { first: number; next: number };
  /** Without it, silence means that the driver hangs: the process is ended. */
  onSilence?: () => void;
  /** Called once when the process is gone by itself or for its silence; not after `stop`. */
  onEnd: (reason: Sentence) => void;
}

const pauseMs = 100;
const killAfterMs = 2_000;
const keptWords = 3;

export function watchSmi<T>({ command, environment }: SmiProgram, query: SmiQuery<T>): SmiWatch {
  const { parse, patience, onEnd } = query;
  const frames = createFrameCollector(query.keyOf, query.onFrame, query.expected);
  const words: string[] = [];
  let hung: Sentence | null = null;
  let stopped = false;

  const child = spawn(command, [query.query, '--format=csv,noheader,nounits', '-lms', String(query.intervalMs)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const pause = setTimeout(() => frames.pause(), pauseMs).unref();
  const onSilence =
    query.onSilence ??
    (() => {
      hung = sentence('gpu_query_silent', { command });
      void end(child);
    });
  let quiet = setTimeout(onSilence, patience.first).unref();

  const note = (line: string): void => {
    const text = plainLine(line).trim();
    if (text !== '' && words.length < keptWords) words.push(text);
  };

  createInterface({ input: child.stdout }).on('line', (line) => {
    if (stopped) return;
    const row = parse(line);
    // Drivers also say on stdout what is wrong.
    if (!row) return note(line);
    words.length = 0;
    frames.add(row);
    pause.refresh();
    clearTimeout(quiet);
    quiet = setTimeout(onSilence, patience.next).unref();
  });
  createInterface({ input: child.stderr }).on('line', note);

  let over = false;
  const finish = (reason: Sentence): void => {
    if (over) return;
    over = true;
    clearTimeout(pause);
    clearTimeout(quiet);
    if (!stopped) onEnd(reason);
  };
  child.on('error', (error) => {
    finish(
      'code' in error && error.code === 'ENOENT'
        ? sentence('gpu_driver_missing', { command })
        : sentence('gpu_query_not_started', { command, words: error.message }),
    );
  });
  // Not `close`: a grandchild could hold the pipes open.
  child.on('exit', (code, signal) => {
    // What it said last is still on its way through the pipes.
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
      finish(hung ?? ending(command, words, signal ?? `status ${code}`));
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

/** What the driver said, or else how the process ended. */
function ending(command: string, words: readonly string[], how: string): Sentence {
  return words.length > 0 ? { message: words.join(' ') } : sentence('gpu_query_ended', { command, how });
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
