import type { Failure } from '../../shared/errors.ts';
import { advice, type Sayable, sentence } from '../../shared/languages/sentence.ts';

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What is written, as the sentences about it name it. */
export type Written =
  | 'settings'
  | 'corrected_settings'
  | 'log'
  | 'job_log'
  | 'export'
  | 'copy'
  | 'ledger'
  | 'environment'
  | 'job_files';

/** What a person should hear when a file could not be written. */
export function writeFailure(error: unknown, what: Written): Failure & Sayable {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'disk_full',
      ...sentence('file_disk_full', { what }),
      retryable: true,
      remedy: advice('free_disk_and_try_again'),
    };
  }
  return {
    code: 'internal',
    ...sentence('file_not_saved', { what, words: code ?? String(error) }),
    retryable: true,
    remedy: advice('check_folder'),
  };
}
