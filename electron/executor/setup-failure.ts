import type { Failure } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';

const shownLines = 12;

interface Explanation {
  pattern: RegExp;
  explain(match: RegExpExecArray, limits: Pick<JobLimits, 'wheelsOnly'>): Pick<Failure, 'message' | 'remedy'>;
}

const explanations: readonly Explanation[] = [
  {
    pattern: /No space left on device/,
    explain: () => ({
      message: 'Setup ran out of disk space.',
      remedy: { text: 'Free some space on the engine’s disk and run the job again.' },
    }),
  },
  {
    pattern: /DO NOT MATCH THE HASHES/,
    explain: () => ({
      message: 'A package is not the one that the requirements name: its hash differs.',
      remedy: { text: 'The job’s requirements need correct --hash values; only the buyer can mend that.' },
    }),
  },
  {
    pattern: /ResolutionImpossible|conflicting dependencies/,
    explain: () => ({
      message: 'The requirements contradict each other: no set of versions satisfies them all.',
      remedy: { text: 'The buyer has to loosen the versions named in the details.' },
    }),
  },
  {
    pattern: /No matching distribution found for ([^\n]+)/,
    explain: (match, { wheelsOnly }) => noPackageFits((match[1] ?? '').slice(0, 120), wheelsOnly),
  },
  {
    pattern: /Failed (?:to build|building wheel)|subprocess-exited-with-error|metadata-generation-failed/,
    explain: () => ({
      message: 'A package that has to be built from source did not build.',
      remedy: {
        text: 'The buyer can ask for a version that has a ready wheel, or carry the wheel in the wheels folder.',
      },
    }),
  },
];

function noPackageFits(requirement: string, wheelsOnly: boolean): Pick<Failure, 'message' | 'remedy'> {
  if (!wheelsOnly) {
    return {
      message: `No package fits “${requirement}”.`,
      remedy: {
        text: 'The name or version may be wrong, or there is no build for this Python; only the buyer can mend that.',
      },
    };
  }
  return {
    message: `No ready wheel fits “${requirement}”, and packages that have to be built are not accepted here.`,
    remedy: {
      text: 'The buyer can ask for a version that has a wheel. To accept builds, turn off Settings → Network → Wheels only.',
      action: { kind: 'open_settings', section: 'network' },
    },
  };
}

/** What to tell of a setup that ended with `exitCode`, from pip's last lines. */
export function setupFailure(lines: string[], exitCode: number, limits: Pick<JobLimits, 'wheelsOnly'>): Failure {
  const useful = lines.filter((line) => line.trim() !== '' && !/^(\[notice\]|WARNING: Retrying|Looking in)/.test(line));
  const text = lines.join('\n');
  for (const { pattern, explain } of explanations) {
    const match = pattern.exec(text);
    if (match) return { ...base(useful), ...explain(match, limits) };
  }
  return {
    ...base(useful),
    message: `Installing the packages failed (exit code ${exitCode}).`,
    remedy: { text: 'The details are pip’s own last lines; the whole output is in the log.' },
  };
}

function base(useful: string[]) {
  const firstError = useful.findLastIndex((line) => line.startsWith('ERROR:'));
  const from = firstError >= 0 ? Math.max(0, Math.min(firstError - 3, useful.length - shownLines)) : -shownLines;
  return {
    code: 'setup_failed' as const,
    phase: 'setup' as const,
    retryable: true,
    details: useful.slice(from).slice(-shownLines),
  };
}
