import type { Failure } from '../../shared/errors.ts';

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What a person should hear when a file could not be written; `what` starts the sentence, such as `The settings`. */
export function writeFailure(error: unknown, what: string): Failure {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'disk_full',
      message: `${what} could not be saved: the disk is full.`,
      retryable: true,
      remedy: { text: 'Free some space on the disk, then try again.' },
    };
  }
  return {
    code: 'internal',
    message: `${what} could not be saved (${code ?? String(error)}).`,
    retryable: true,
    remedy: { text: 'Check that the folder exists and that this app may write there.' },
  };
}
