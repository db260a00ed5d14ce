import { AppError, type Failure } from '../../shared/errors.ts';
import { advice, type Sayable, sentence } from '../../shared/languages/sentence.ts';
import type { RequirementProblem } from '../../shared/requirements.ts';
import { cleanName } from '../../shared/text.ts';

/** A job that cannot be taken as it is; `remedy` says what to change. */
export function invalidJob(
  why: Sayable,
  remedy: NonNullable<Failure['remedy']>,
  details?: string[],
  cause?: unknown,
): AppError {
  const failure: Failure = { code: 'invalid_job', ...why, retryable: false, remedy };
  if (details) failure.details = details;
  return new AppError(failure, { cause });
}

export function invalidRequirements(problems: readonly RequirementProblem[]): AppError {
  const [first] = problems;
  const values = { line: first?.line ?? 0, problem: first?.said ?? '', more: Math.max(0, problems.length - 1) };
  return new AppError({
    code: 'invalid_requirements',
    ...sentence('requirements_unusable', values),
    retryable: false,
    remedy: advice('name_packages_by_line'),
    details: problems.map(({ line, text, problem }) => `line ${line}: ${text ? `${text}: ` : ''}${problem}`),
  });
}

export interface DependencyProblem {
  text: string;
  problem: Sayable;
}

/** Dependencies in the metadata of the script at `path` that are refused as requirements. */
export function invalidDependencies(path: string, problems: readonly DependencyProblem[]): AppError {
  const details = problems.map(({ text, problem }) => `${path}: dependency “${cleanName(text)}”: ${problem.message}`);
  const [first] = problems;
  const values = {
    path,
    dependency: cleanName(first?.text ?? ''),
    problem: first?.problem.said ?? '',
    more: Math.max(0, problems.length - 1),
  };
  return new AppError({
    code: 'invalid_requirements',
    ...sentence('dependencies_unusable', values),
    retryable: false,
    remedy: advice('name_packages_by_string'),
    details,
  });
}

/** What reading a file, or something of which no more is known, threw, as a refusal of the job. */
export function unreadable(path: string, error: unknown): AppError {
  return unreadableAs(error, sentence('path_missing', { path }), (words) =>
    sentence('path_unreadable', { path, words }),
  );
}

/** The same of a folder. */
export function unreadableFolder(folder: string, error: unknown): AppError {
  return unreadableAs(error, sentence('folder_missing', { folder }), (words) =>
    sentence('folder_unreadable', { folder, words }),
  );
}

function unreadableAs(error: unknown, missing: Sayable, otherwise: (words: string) => Sayable): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return invalidJob(missing, advice('check_path'), undefined, error);
  }
  return invalidJob(otherwise(code), advice('check_readers'), undefined, error);
}
