import type { Failure } from '../../shared/errors.ts';
import type { EgressSummary } from './egress-failure.ts';

/** A setup that did not end well. What there is to say of it may depend on the whole ledger, which comes a moment later. */
export class SetupError extends Error {
  readonly failure: (egress: EgressSummary) => Failure;

  constructor(failure: (egress: EgressSummary) => Failure) {
    super('Setup did not end well.');
    this.name = 'SetupError';
    this.failure = failure;
  }
}
