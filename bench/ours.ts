import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { resolveLimits } from '../electron/executor/limits.ts';
import { type JobOutcome, runJob } from '../electron/executor/run-job.ts';
import { createJobLog } from '../electron/jobs/job-log.ts';
import { defaultSettings } from '../shared/settings.ts';
import { seconds } from './measure.ts';
import type { Stage } from './stage.ts';

const helpersFolder = path.join(import.meta.dirname, '../assets/sandbox/helpers');

export interface OurJob {
  image: string;
  script: string;
  requirements: string[];
  /** How much it prints, at least; the log on disk has room for it. The settings' default cap if absent. */
  printsBytes?: number;
  signal: AbortSignal;
}

/**
 * Runs a job through the shipped executor as the app does, its log on disk.
 * @returns how long it took in seconds, from the job's files lying ready to nothing being left in the engine.
 * @throws Error where the job does not succeed or its log is not whole.
 */
export async function runOurs({ engine, machine, instance }: Stage, job: OurJob): Promise<number> {
  const { image, script, requirements, printsBytes, signal } = job;
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'computeswarm-bench-'));
  const content = path.join(folder, 'content');
  const spec = {
    name: 'bench',
    script: 'script.py',
    requirements,
    gpus: { count: 0, minMemoryMiB: 0 },
    timeoutSeconds: null,
  };
  const defaults = resolveLimits(defaultSettings, spec, machine);
  const limits = { ...defaults, image, logBytes: printsBytes ? 4 * printsBytes : defaults.logBytes };
  const id = randomBytes(10).toString('hex');
  try {
    for (const part of ['inputs', 'wheels']) await mkdir(path.join(content, part), { recursive: true });
    await writeFile(path.join(content, 'inputs', spec.script), script);
    return await seconds(async () => {
      const log = createJobLog({
        jobId: id,
        file: path.join(folder, 'job.log'),
        capBytes: limits.logBytes,
        onBatch: () => undefined,
      });
      const outcome = await runJob(
        { engine, instance, helpersFolder },
        { id, spec, limits, gpuUuids: [], contentFolder: content, outputsFolder: path.join(folder, 'outputs') },
        {
          entered: () => void log.flush(),
          progress: () => undefined,
          output: log.write,
          note: log.note,
        },
        signal,
      );
      await log.close();
      if (outcome.kind !== 'succeeded') throw new Error(explain(outcome));
      const { bytes, droppedBytes } = log.snapshot();
      if (droppedBytes > 0 || bytes < (printsBytes ?? 0)) throw new Error('The log is not whole.');
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function explain(outcome: JobOutcome): string {
  if (outcome.kind !== 'failed' && outcome.kind !== 'timed_out') return `The job was ${outcome.kind}.`;
  const { message, details = [] } = outcome.failure;
  return [message, ...details].join('\n');
}
