import type { Failure } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

const shownLines = 12;

type Explained = Pick<Failure, 'message' | 'said' | 'remedy'>;

interface Explanation {
  pattern: RegExp;
  explain(match: RegExpExecArray, limits: Pick<JobLimits, 'wheelsOnly'>): Explained;
}

const explanations: readonly Explanation[] = [
  {
    pattern: /No space left on device/,
    explain: () => ({
      ...sentence('setup_no_space'),
      remedy: advice('free_engine_disk'),
    }),
  },
  {
    pattern: /DO NOT MATCH THE HASHES/,
    explain: () => ({
      ...sentence('package_hash_differs'),
      remedy: advice('correct_hashes'),
    }),
  },
  {
    pattern: /ResolutionImpossible|conflicting dependencies/,
    explain: () => ({
      ...sentence('requirements_contradict'),
      remedy: advice('loosen_versions'),
    }),
  },
  {
    pattern: /No matching distribution found for ([^\n]+)/,
    explain: (match, { wheelsOnly }) => noPackageFits((match[1] ?? '').slice(0, 120), wheelsOnly),
  },
  {
    pattern: /Failed (?:to build|building wheel)|subprocess-exited-with-error|metadata-generation-failed/,
    explain: () => ({
      ...sentence('package_not_built'),
      remedy: advice('ask_for_wheel_or_carry_it'),
    }),
  },
];

function noPackageFits(requirement: string, wheelsOnly: boolean): Explained {
  if (!wheelsOnly) {
    return {
      ...sentence('no_package_fits', { requirement }),
      remedy: advice('correct_package_name'),
    };
  }
  return {
    ...sentence('no_wheel_fits', { requirement }),
    remedy: advice('ask_for_wheel_or_accept_builds', {}, { kind: 'open_settings', section: 'network' }),
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
    ...sentence('install_failed', { exitCode }),
    remedy: advice('see_pip_lines'),
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
