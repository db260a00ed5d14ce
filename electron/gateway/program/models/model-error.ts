import type { ModelProblem } from '../../../../shared/models.ts';
import { EgressError } from '../egress-error.ts';
import { errorCode } from '../error-code.ts';
import { printable } from '../printable.ts';

const detailLength = 500;

/** Why a repository cannot be fetched. */
export class ModelError extends Error {
  readonly problem: ModelProblem;
  /** A sentence for a person. */
  readonly detail: string;

  constructor(problem: ModelProblem, detail: string) {
    super(`${problem}: ${detail}`);
    this.name = 'ModelError';
    this.problem = problem;
    this.detail = printable(detail, detailLength);
  }
}

/** What an error says about a repository; null for one that nobody expects. */
export function toModelError(error: unknown): ModelError | null {
  if (error instanceof ModelError) return error;
  if (error instanceof EgressError) return new ModelError('network', error.verdict.detail);
  const code = errorCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null;
  return new ModelError(
    'no_space',
    'The disk is full: free some space, and what is there already is not fetched again.',
  );
}
