import { AppError, type Failure } from '../../shared/errors.ts';
import type { RequirementProblem } from '../../shared/requirements.ts';
import { cleanName } from '../../shared/text.ts';

/** A job that cannot be taken as it is; `remedy` says what to change. */
export function invalidJob(message: string, remedy: string, details?: string[], cause?: unknown): AppError {
  const failure: Failure = { code: 'invalid_job', message, retryable: false, remedy: { text: remedy } };
  if (details) failure.details = details;
  return new AppError(failure, { cause });
}

export function invalidRequirements(problems: readonly RequirementProblem[]): AppError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new AppError({
    code: 'invalid_requirements',
    message: `The requirements cannot be used: line ${first?.line}: ${first?.problem}${more}.`,
    retryable: false,
    remedy: { text: 'Name packages as name==version, one a line; carry other packages along as wheels.' },
    details: problems.map(({ line, text, problem }) => `line ${line}: ${text ? `${text}: ` : ''}${problem}`),
  });
}

export interface DependencyProblem {
  text: string;
  problem: string;
}

/** Dependencies in the metadata of the script at `path` that are refused as requirements. */
export function invalidDependencies(path: string, problems: readonly DependencyProblem[]): AppError {
  const details = problems.map(({ text, problem }) => `${path}: dependency “${cleanName(text)}”: ${problem}`);
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new AppError({
    code: 'invalid_requirements',
    message: `The metadata in ${path} cannot be used: ${details[0]?.replace(`${path}: `, '')}${more}.`,
    retryable: false,
    remedy: { text: 'Name packages as name==version, one in each string; carry other packages along as wheels.' },
    details,
  });
}

/** What reading from disk threw, as a refusal of the job. */
export function unreadable(what: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return invalidJob(
      `${what} does not exist.`,
      'Check the path, or choose the folder or script again.',
      undefined,
      error,
    );
  }
  return invalidJob(`${what} cannot be read (${code}).`, 'Check who may read it, then try again.', undefined, error);
}
