import type { GpuState } from '../../../shared/gpus.ts';
import { maxGpus, maxScriptBytes, maxTimeoutSeconds } from '../../../shared/job-file.ts';
import type { JobDraft, JobInspection } from '../../../shared/jobs.ts';
import { parseRequirements } from '../../../shared/requirements.ts';
import type { Settings } from '../../../shared/settings.ts';
import { formatBytes, formatSeconds } from '../../../shared/units.ts';
import { plural } from '../../words.ts';

/** What a person typed, as typed. */
export interface JobFields {
  name: string;
  scriptText: string;
  requirementsText: string;
  gpuCount: string;
  /** GiB; empty for any. */
  gpuMinMemory: string;
  /** Seconds; empty for the default. */
  timeout: string;
}

export const emptyFields: JobFields = {
  name: '',
  scriptText: '',
  requirementsText: '',
  gpuCount: '0',
  gpuMinMemory: '',
  timeout: '',
};

export type FieldName = keyof JobFields;
export type FieldTexts = Partial<Record<FieldName, string>>;

const memoryText = (miB: number) => (miB === 0 ? '' : String(Math.round((miB / 1024) * 100) / 100));

export function fieldsOf({ spec }: JobInspection): JobFields {
  return {
    name: spec.name,
    scriptText: '',
    requirementsText: spec.requirements.join('\n'),
    gpuCount: String(spec.gpus.count),
    gpuMinMemory: memoryText(spec.gpus.minMemoryMiB),
    timeout: spec.timeoutSeconds === null ? '' : String(spec.timeoutSeconds),
  };
}

/** A number as people type it; an empty text is `empty`, anything else that is no number is NaN. */
function numberOf(text: string, empty: number | null): number | null {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return empty;
  return /^-?\d+(?:\.\d+)?$/.test(clean) ? Number(clean) : Number.NaN;
}

function scriptProblem(text: string): string | null {
  if (text.trim() === '') return 'The script is empty.';
  const bytes = new TextEncoder().encode(text).length;
  return bytes > maxScriptBytes
    ? `The script has ${formatBytes(bytes)}; at most ${formatBytes(maxScriptBytes)} are accepted.`
    : null;
}

const shownProblems = 5;

function requirementsProblem(text: string): string | null {
  const { problems } = parseRequirements(text);
  if (problems.length === 0) return null;
  const lines = problems.slice(0, shownProblems).map(({ line, problem }) => `Line ${line}: ${problem}.`);
  if (problems.length > shownProblems) lines.push(`… and ${problems.length - shownProblems} more.`);
  return lines.join('\n');
}

function gpuCountProblem(text: string): string | null {
  const count = numberOf(text, Number.NaN);
  if (count === null || !Number.isInteger(count) || count < 0) return 'Write a whole number, 0 for none.';
  return count > maxGpus ? `At most ${maxGpus}.` : null;
}

function gpuMemoryProblem(text: string): string | null {
  const memory = numberOf(text, 0);
  return memory === null || Number.isNaN(memory) || memory < 0 ? 'Write a number of GiB, or leave it empty.' : null;
}

function timeoutProblem(text: string, limits: Settings['limits'] | null): string | null {
  const seconds = numberOf(text, null);
  if (seconds === null) return null;
  if (!Number.isInteger(seconds)) return 'Write whole seconds, or leave it empty.';
  if (seconds < 1) return 'At least 1 second.';
  const most = Math.min(maxTimeoutSeconds, limits?.maxTimeoutSeconds ?? maxTimeoutSeconds);
  return seconds > most ? `At most ${most} seconds (${formatSeconds(most)}), as set under Limits.` : null;
}

/** What stands in the way of running the job, by field; empty when nothing does. */
export function problemsOf(fields: JobFields, withScript: boolean, limits: Settings['limits'] | null): FieldTexts {
  const found: Partial<Record<FieldName, string | null>> = {
    scriptText: withScript ? scriptProblem(fields.scriptText) : null,
    requirementsText: requirementsProblem(fields.requirementsText),
    gpuCount: gpuCountProblem(fields.gpuCount),
    gpuMinMemory: gpuMemoryProblem(fields.gpuMinMemory),
    timeout: timeoutProblem(fields.timeout, limits),
  };
  const problems: FieldTexts = {};
  for (const name of ['scriptText', 'requirementsText', 'gpuCount', 'gpuMinMemory', 'timeout'] as const) {
    const problem = found[name];
    if (problem) problems[name] = problem;
  }
  return problems;
}

/** What will probably keep the job from succeeding on this machine, by field. */
export function warningsOf(fields: JobFields, gpus: GpuState, setup: Settings['setup'] | null): FieldTexts {
  const warnings: FieldTexts = {};
  const count = numberOf(fields.gpuCount, 0) ?? 0;
  const memory = (numberOf(fields.gpuMinMemory, 0) ?? 0) * 1024;
  if (count > 0 && gpus.status === 'none') {
    warnings.gpuCount = 'This machine has no GPU that jobs can use: the job will be refused.';
  }
  if (count > 0 && gpus.status === 'lost') {
    warnings.gpuCount = 'The GPU driver does not answer: the job will be refused until it does.';
  }
  if (count > 0 && gpus.status === 'ok') {
    const fit = gpus.gpus.filter((gpu) => gpu.memoryTotalMiB >= memory).length;
    if (count > gpus.gpus.length) {
      warnings.gpuCount = `This machine has ${plural(gpus.gpus.length, 'GPU')}: the job will be refused.`;
    } else if (count > fit) {
      warnings.gpuMinMemory = `Only ${fit} of ${plural(gpus.gpus.length, 'GPU')} here have that much: the job will be refused.`;
    }
  }
  if (setup?.network === false && parseRequirements(fields.requirementsText).requirements.length > 0) {
    warnings.requirementsText =
      'The setup network is off: only packages in the image or in the job’s wheels folder can be used.';
  }
  return warnings;
}

const memoryMiB = (text: string) => Math.round((numberOf(text, 0) ?? 0) * 1024);

/** The draft of a job written in the form. Call it only when `problemsOf` finds nothing. */
export function formDraft(fields: JobFields): JobDraft {
  return {
    kind: 'form',
    name: fields.name.trim(),
    scriptText: fields.scriptText,
    requirementsText: fields.requirementsText,
    gpuCount: numberOf(fields.gpuCount, 0) ?? 0,
    gpuMinMemoryMiB: memoryMiB(fields.gpuMinMemory),
    timeoutSeconds: numberOf(fields.timeout, null),
  };
}

/** The draft of a job from disk: only what differs from the job's own file is sent along. */
export function pathDraft(inspection: JobInspection, fields: JobFields): JobDraft {
  const own = fieldsOf(inspection);
  const changed = (name: FieldName) => fields[name].trim() !== own[name].trim();
  return {
    kind: 'path',
    path: inspection.path,
    overrides: {
      ...(changed('name') && { name: fields.name.trim() }),
      ...(changed('requirementsText') && { requirementsText: fields.requirementsText }),
      ...(changed('gpuCount') && { gpuCount: numberOf(fields.gpuCount, 0) ?? 0 }),
      ...(changed('gpuMinMemory') && { gpuMinMemoryMiB: memoryMiB(fields.gpuMinMemory) }),
      ...(changed('timeout') && { timeoutSeconds: numberOf(fields.timeout, null) }),
    },
  };
}
