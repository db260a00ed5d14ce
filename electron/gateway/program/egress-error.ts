import type { FaultReason, RefusalReason, Verdict } from '../../../shared/ledger.ts';

const detailLength = 500;

/** The only error that the gateway's parts throw on purpose: why something was refused or failed, as the ledger says it. */
export class EgressError extends Error {
  readonly verdict: Exclude<Verdict, { outcome: 'allowed' }>;

  private constructor(verdict: Exclude<Verdict, { outcome: 'allowed' }>) {
    super(`${verdict.reason}: ${verdict.detail}`);
    this.name = 'EgressError';
    this.verdict = verdict;
  }

  /** The policy says no. */
  static refused(reason: RefusalReason, detail: string): EgressError {
    return new EgressError({ outcome: 'refused', reason, detail: detail.slice(0, detailLength) });
  }

  /** The policy says yes, and it went wrong all the same. */
  static failed(reason: FaultReason, detail: string): EgressError {
    return new EgressError({ outcome: 'failed', reason, detail: detail.slice(0, detailLength) });
  }
}
