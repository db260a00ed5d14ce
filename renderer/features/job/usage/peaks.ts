import type { Phase } from '../../../../shared/errors.ts';
import type { JobLimits } from '../../../../shared/jobs.ts';
import type { PhasePeaks } from '../../../../shared/usage.ts';
import type { Words } from '../../../language/words.ts';

/** The most that a job took of something, beside what it might take. */
export interface Peak {
  id: 'memory' | 'cpu' | 'pids' | 'log' | 'environment' | 'outputs';
  label: string;
  /** Null where it was not measured. */
  used: string | null;
  limit: string | null;
  /** Of the limit, from 0 to 1; null where either is not known. */
  fraction: number | null;
  /** Where both phases took some, each by itself. */
  phases: readonly { phase: Phase; used: string }[];
}

type Read = (peaks: PhasePeaks) => number | null;

/** Phases that run the buyer’s code. */
const measured: ReadonlySet<Phase> = new Set(['setup', 'executing']);

/** The peaks of a job; what a job without a setup cannot have is left out. */
export function peaksOf(peaks: readonly PhasePeaks[], limits: JobLimits | null, words: Words): Peak[] {
  const { t, formatBytes, formatDecimal, formatCount } = words;
  const cores = (count: number) => formatDecimal(count, Number.isInteger(count) ? 0 : count < 10 ? 2 : 1);
  const highest = (
    id: Peak['id'],
    label: string,
    read: Read,
    write: (value: number) => string,
    limit?: number,
  ): Peak => {
    const found = peaks.flatMap((one) => {
      const value = measured.has(one.phase) ? read(one) : null;
      return value === null ? [] : [{ phase: one.phase, value }];
    });
    const used = found.length === 0 ? null : Math.max(...found.map(({ value }) => value));
    return {
      ...row(id, label, used, write, limit),
      phases: found.length < 2 ? [] : found.map(({ phase, value }) => ({ phase, used: write(value) })),
    };
  };
  const space = (phase: Phase) => peaks.findLast((one) => one.phase === phase)?.spaceBytes ?? null;
  const hasSetup = peaks.some(({ phase }) => phase === 'setup');
  const logged = peaks.length === 0 ? null : peaks.reduce((sum, { logBytes }) => sum + logBytes, 0);
  return [
    highest('memory', t('usage.memory'), ({ memoryBytes }) => memoryBytes, formatBytes, limits?.memoryBytes),
    {
      ...highest('cpu', t('usage.cpu'), ({ cpu }) => cpu, cores, limits?.cpus),
      limit: limits && t('usage.ofCores', { value: cores(limits.cpus), count: limits.cpus }),
    },
    highest('pids', t('usage.processes'), ({ pids }) => pids, formatCount, limits?.pids),
    row('log', t('usage.log'), logged, formatBytes, limits?.logBytes),
    ...(hasSetup
      ? [row('environment', t('usage.environment'), space('setup'), formatBytes, limits?.environmentBytes)]
      : []),
    row('outputs', t('usage.outputs'), space('executing'), formatBytes, limits?.outputsBytes),
  ];
}

function row(
  id: Peak['id'],
  label: string,
  used: number | null,
  write: (value: number) => string,
  limit: number | undefined,
): Peak {
  return {
    id,
    label,
    used: used === null ? null : write(used),
    limit: limit === undefined ? null : write(limit),
    fraction: used === null || limit === undefined || limit <= 0 ? null : Math.min(1, used / limit),
    phases: [],
  };
}
