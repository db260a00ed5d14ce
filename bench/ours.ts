import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { resolveLimits } from '../electron/executor/limits.ts';
import type { JobOutcome } from '../electron/executor/outcome.ts';
import { runJob } from '../electron/executor/run-job.ts';
import { createJobLog } from '../electron/jobs/job-log.ts';
import type { Phase } from '../shared/errors.ts';
import type { ModelRequest } from '../shared/models.ts';
import { defaultSettings } from '../shared/settings.ts';
import { seconds } from './measure.ts';
import type { Stage } from './stage.ts';

const helpersFolder = path.join(import.meta.dirname, '../assets/sandbox/helpers');
const gatewayProgram = path.join(import.meta.dirname, '../out/gateway/gateway.mjs');
/** Room for all that a suite downloads, so that nothing is dropped between two runs. */
const cacheBytes = 16 * 1024 ** 3;
const keptCharacters = 4096;

export interface OurJob {
  image: string;
  script: string;
  requirements: string[];
  models?: ModelRequest[];
  /** How much it prints, at least; the log on disk has room for it. The settings' default cap if absent. */
  printsBytes?: number;
  signal: AbortSignal;
}

export interface OurRun {
  /** From the job's files lying ready to nothing being left in the engine. */
  seconds: number;
  /** From entering setup to entering execution; null for a job without setup, as where all it needs is kept. */
  setupSeconds: number | null;
  /** The start of what the script printed. */
  printed: string;
}

/**
 * Runs a job through the shipped executor as the app does, its log on disk. Setup may reach the stage's world, and what
 * it makes is kept for the jobs that come after it.
 * @throws Error where the job does not succeed or its log is not whole.
 */
export async function runOurs({ engine, machine, instance, world, kept }: Stage, job: OurJob): Promise<OurRun> {
  const { image, script, requirements, models = [], printsBytes, signal } = job;
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'computeswarm-bench-'));
  const content = path.join(folder, 'content');
  const spec = {
    name: 'bench',
    script: 'script.py',
    requirements,
    models,
    gpus: { count: 0, minMemoryMiB: 0 },
    timeoutSeconds: null,
  };
  const defaults = resolveLimits(defaultSettings, spec, machine, []);
  const { policy, certificates } = world.policy();
  const logBytes = printsBytes ? 4 * printsBytes : defaults.logBytes;
  const limits = { ...defaults, egress: policy, image, logBytes };
  const id = randomBytes(10).toString('hex');
  const enteredAt: Partial<Record<Phase, number>> = {};
  let printed = '';
  try {
    for (const part of ['inputs', 'wheels']) await mkdir(path.join(content, part), { recursive: true });
    await writeFile(path.join(content, 'inputs', spec.script), script);
    const took = await seconds(async () => {
      const log = createJobLog({
        jobId: id,
        file: path.join(folder, 'job.log'),
        capBytes: limits.logBytes,
        onBatch: () => undefined,
      });
      const outcome = await runJob(
        { engine, instance, helpersFolder, gatewayProgram, kept },
        {
          id,
          spec,
          limits,
          gpuUuids: [],
          contentFolder: content,
          outputsFolder: path.join(folder, 'outputs'),
          certificates,
          cacheBytes,
          hubToken: '',
        },
        {
          entered(phase) {
            enteredAt[phase] = performance.now();
            void log.flush();
          },
          progress: () => undefined,
          fetching: () => undefined,
          provided: () => undefined,
          output(phase, stream, bytes) {
            if (phase === 'executing' && printed.length < keptCharacters) printed += bytes.toString();
            return log.write(phase, stream, bytes);
          },
          note: log.note,
          usage: () => undefined,
          reported: () => undefined,
          ledger: () => undefined,
        },
        signal,
      );
      await log.close();
      if (outcome.kind !== 'succeeded') throw new Error(explain(outcome));
      const { bytes, droppedBytes } = log.snapshot();
      if (droppedBytes > 0 || bytes < (printsBytes ?? 0)) throw new Error('The log is not whole.');
    });
    return { seconds: took, setupSeconds: setupSeconds(enteredAt), printed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function setupSeconds({ setup, executing }: Partial<Record<Phase, number>>): number | null {
  return setup === undefined || executing === undefined ? null : (executing - setup) / 1000;
}

function explain(outcome: JobOutcome): string {
  if (outcome.kind !== 'failed' && outcome.kind !== 'timed_out') return `The job was ${outcome.kind}.`;
  const { message, details = [] } = outcome.failure;
  return [message, ...details].join('\n');
}
