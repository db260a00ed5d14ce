import type { GpuState } from '../../../shared/gpus.ts';
import { maxGpus, maxScriptBytes, maxTimeoutSeconds } from '../../../shared/job-file.ts';
import type { JobDraft, JobInspection } from '../../../shared/jobs.ts';
import { parseRequirements } from '../../../shared/requirements.ts';
import type { Settings } from '../../../shared/settings.ts';
import { formatSeconds } from '../../../shared/units.ts';
import type { Words } from '../../language/words.ts';

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

type Speech = Pick<Words, 't' | 'formatBytes' | 'describeSentence'>;

function scriptProblem(text: string, { t, formatBytes }: Speech): string | null {
  if (text.trim() === '') return t('jobs.problem.noScript');
  const bytes = new TextEncoder().encode(text).length;
  return bytes > maxScriptBytes
    ? t('jobs.problem.longScript', { size: formatBytes(bytes), most: formatBytes(maxScriptBytes) })
    : null;
}

const shownProblems = 5;

function requirementsProblem(text: string, { t, describeSentence }: Speech): string | null {
  const { problems } = parseRequirements(text);
  if (problems.length === 0) return null;
  const lines = problems
    .slice(0, shownProblems)
    .map(({ line, problem, said }) => ({ line: String(line), problem: describeSentence({ message: problem, said }) }))
    .map((problem) => t('jobs.problem.requirement', problem));
  if (problems.length > shownProblems)
    lines.push(t('jobs.problem.moreRequirements', { count: problems.length - shownProblems }));
  return lines.join('\n');
}

function gpuCountProblem(text: string, { t }: Speech): string | null {
  const count = numberOf(text, Number.NaN);
  if (count === null || !Number.isInteger(count) || count < 0) return t('jobs.problem.gpuCount');
  return count > maxGpus ? t('jobs.problem.manyGpus', { most: String(maxGpus) }) : null;
}

function gpuMemoryProblem(text: string, { t }: Speech): string | null {
  const memory = numberOf(text, 0);
  return memory === null || Number.isNaN(memory) || memory < 0 ? t('jobs.problem.gpuMemory') : null;
}

function timeoutProblem(text: string, limits: Settings['limits'] | null, { t }: Speech): string | null {
  const seconds = numberOf(text, null);
  if (seconds === null) return null;
  if (!Number.isInteger(seconds)) return t('jobs.problem.timeout');
  if (seconds < 1) return t('jobs.problem.shortTimeout');
  const most = Math.min(maxTimeoutSeconds, limits?.maxTimeoutSeconds ?? maxTimeoutSeconds);
  if (seconds <= most) return null;
  return t('jobs.problem.longTimeout', { seconds: String(most), time: formatSeconds(most) });
}

/** What stands in the way of running the job, by field; empty when nothing does. */
export function problemsOf(
  fields: JobFields,
  withScript: boolean,
  limits: Settings['limits'] | null,
  words: Speech,
): FieldTexts {
  const found: Partial<Record<FieldName, string | null>> = {
    scriptText: withScript ? scriptProblem(fields.scriptText, words) : null,
    requirementsText: requirementsProblem(fields.requirementsText, words),
    gpuCount: gpuCountProblem(fields.gpuCount, words),
    gpuMinMemory: gpuMemoryProblem(fields.gpuMinMemory, words),
    timeout: timeoutProblem(fields.timeout, limits, words),
  };
  const problems: FieldTexts = {};
  for (const name of ['scriptText', 'requirementsText', 'gpuCount', 'gpuMinMemory', 'timeout'] as const) {
    const problem = found[name];
    if (problem) problems[name] = problem;
  }
  return problems;
}

/** What will probably keep the job from succeeding on this machine, by field. */
export function warningsOf(
  fields: JobFields,
  gpus: GpuState,
  setup: Settings['setup'] | null,
  t: Words['t'],
): FieldTexts {
  const warnings: FieldTexts = {};
  const count = numberOf(fields.gpuCount, 0) ?? 0;
  const memory = (numberOf(fields.gpuMinMemory, 0) ?? 0) * 1024;
  if (count > 0 && gpus.status === 'none') {
    warnings.gpuCount = t('jobs.warning.noGpu');
  }
  if (count > 0 && gpus.status === 'lost') {
    warnings.gpuCount = t('jobs.warning.gpusLost');
  }
  if (count > 0 && gpus.status === 'ok') {
    const fit = gpus.gpus.filter((gpu) => gpu.memoryTotalMiB >= memory).length;
    if (count > gpus.gpus.length) {
      warnings.gpuCount = t('jobs.warning.fewGpus', { count: gpus.gpus.length });
    } else if (count > fit) {
      warnings.gpuMinMemory = t('jobs.warning.smallGpus', { fit, count: gpus.gpus.length });
    }
  }
  if (setup?.network === false && parseRequirements(fields.requirementsText).requirements.length > 0) {
    warnings.requirementsText = t('jobs.warning.networkOff');
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
