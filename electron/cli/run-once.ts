import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { isFinal, type Job, type JobDraft } from '../../shared/jobs.ts';
import type { Seller } from '../seller.ts';
import { requireEngine } from './prepare-image.ts';
import { createJsonReporter, createTerminalReporter } from './reporters.ts';

export interface RunOnceOptions {
  /** A job folder or a script. */
  target: string;
  requirementsFile: string | null;
  gpus: number | null;
  timeoutSeconds: number | null;
  json: boolean;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs one job to its end and returns the exit status that stands for it. */
export async function runOnce(seller: Seller, options: RunOnceOptions): Promise<number> {
  const draft = await draftOf(options);
  await requireEngine(seller);
  const reporter = options.json ? createJsonReporter() : createTerminalReporter();
  let id = '';
  const ended = new Promise<Job>((resolve) => {
    seller.announcer.on('job.changed', (job) => {
      id ||= job.id;
      if (job.id !== id) return;
      reporter.job(job);
      if (isFinal(job.state)) resolve(job);
    });
  });
  seller.announcer.on('log.appended', (batch) => batch.jobId === id && reporter.log(batch));

  const cancel = () => void seller.jobs.cancel(id).catch(() => undefined);
  const submitted = await seller.jobs.submit(draft);
  for (const signal of signals) process.on(signal, cancel);
  try {
    refuseToWaitForEver(submitted);
    const job = await ended;
    reporter.end(job, await seller.jobs.outputsFolder(id));
    return statusOf(job);
  } finally {
    for (const signal of signals) process.off(signal, cancel);
  }
}

/** A terminal has nobody who could switch accepting on. */
function refuseToWaitForEver(job: Job): void {
  if (job.waitingFor !== 'paused') return;
  throw new AppError({
    code: 'invalid_settings',
    message: 'This machine is set to accept no jobs.',
    retryable: true,
    remedy: { text: 'Switch “Accepting jobs” on in the app, or use another folder with --data-dir.' },
  });
}

async function draftOf({ target, requirementsFile, gpus, timeoutSeconds }: RunOnceOptions): Promise<JobDraft> {
  const overrides = {
    ...(requirementsFile === null ? {} : { requirementsText: await readRequirements(requirementsFile) }),
    ...(gpus === null ? {} : { gpuCount: gpus }),
    ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
  };
  return { kind: 'path', path: path.resolve(target), overrides };
}

async function readRequirements(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > 1024 * 1024) throw new Error('it is larger than 1 MiB');
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError({ code: 'invalid_requirements', message: `${file} cannot be read: ${why}`, retryable: false });
  }
}

function statusOf(job: Job): number {
  switch (job.state) {
    case 'succeeded':
      return 0;
    case 'cancelled':
    case 'interrupted':
      return 130;
    case 'timed_out':
      return 124;
    default:
      return job.failure?.code === 'script_failed' && job.exitCode ? job.exitCode : 125;
  }
}
