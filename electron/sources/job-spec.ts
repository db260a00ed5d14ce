import { AppError } from '../../shared/errors.ts';
import { maxGpus, maxTimeoutSeconds } from '../../shared/job-file.ts';
import type { JobDraft, JobSpec } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';
import { maxRequirements, parseRequirements } from '../../shared/requirements.ts';
import { cleanName } from '../../shared/text.ts';
import { type JobSourceFiles, requirementsText, scriptText } from './job-source.ts';
import { invalidJob, invalidRequirements } from './refusals.ts';
import { type ScriptNeeds, scriptNeeds } from './script-needs.ts';

export type Overrides = Extract<JobDraft, { kind: 'path' }>['overrides'];

/** What a job asks for before anybody has looked at it. */
export interface Wishes extends ScriptNeeds {
  name: string;
  script: string;
  requirementsText: string;
  gpuCount: number;
  gpuMinMemoryMiB: number;
  timeoutSeconds: number | null;
}

const mostMemoryMiB = 16 * 1024 * 1024;

/**
 * Reads what a job’s files ask for, its script included; requirements that a person wrote instead are the only ones.
 * @throws AppError `invalid_job`, `invalid_requirements`
 */
export async function wishesOf(source: JobSourceFiles, overrides: Overrides = {}): Promise<Wishes> {
  const { file, fallbackName, inputs } = source;
  const paths = new Set([...inputs.files, ...inputs.folders]);
  const { dependencies, models } = await scriptNeeds({
    text: await scriptText(source),
    path: file.script,
    models: file.models,
    isInput: (path) => paths.has(path),
  });
  const gpus = typeof file.gpus === 'number' ? { count: file.gpus, minMemoryMiB: 0 } : file.gpus;
  return {
    name: cleanName(overrides.name ?? '') || cleanName(file.name ?? '') || fallbackName,
    script: file.script,
    requirementsText: overrides.requirementsText ?? (await requirementsText(source)),
    dependencies: overrides.requirementsText === undefined ? dependencies : [],
    models,
    gpuCount: overrides.gpuCount ?? gpus.count,
    gpuMinMemoryMiB: overrides.gpuMinMemoryMiB ?? gpus.minMemoryMiB,
    timeoutSeconds: overrides.timeoutSeconds === undefined ? (file.timeoutSeconds ?? null) : overrides.timeoutSeconds,
  };
}

/**
 * Checks everything that can be checked without this seller's settings.
 * @throws AppError `invalid_job`, `invalid_requirements`
 */
export function specOf(wishes: Wishes): JobSpec {
  const written = parseRequirements(wishes.requirementsText);
  if (written.problems.length > 0) throw invalidRequirements(written.problems);
  const requirements = [...new Set([...written.requirements, ...wishes.dependencies])];
  if (requirements.length > maxRequirements) {
    throw invalidJob(
      sentence('too_many_requirements', { count: requirements.length, most: maxRequirements }),
      advice('require_fewer'),
    );
  }
  const { gpuCount, gpuMinMemoryMiB, timeoutSeconds } = wishes;
  whole('gpus', gpuCount, 0, maxGpus);
  whole('gpu_memory', gpuMinMemoryMiB, 0, mostMemoryMiB);
  if (timeoutSeconds !== null) whole('timeout', timeoutSeconds, 1, maxTimeoutSeconds);
  return {
    name: cleanName(wishes.name) || 'Untitled job',
    script: wishes.script,
    requirements,
    models: wishes.models,
    gpus: { count: gpuCount, minMemoryMiB: gpuMinMemoryMiB },
    timeoutSeconds,
  };
}

function whole(what: 'gpus' | 'gpu_memory' | 'timeout', value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalidJob(
    sentence('number_out_of_range', { what, value: String(value), least, most }),
    advice('correct_number'),
  );
}

/** @throws AppError `invalid_job` where this seller's settings do not let the job run so long */
export function checkTimeout({ timeoutSeconds }: JobSpec, longest: number): void {
  if (timeoutSeconds === null || timeoutSeconds <= longest) return;
  throw new AppError({
    code: 'invalid_job',
    ...sentence('timeout_too_long', { seconds: timeoutSeconds, longest }),
    retryable: false,
    remedy: advice('lower_timeout', {}, { kind: 'open_settings', section: 'limits' }),
  });
}
