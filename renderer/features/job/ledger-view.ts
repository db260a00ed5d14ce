import type { Job, JobState } from '../../../shared/jobs.ts';
import type { LedgerEntry } from '../../../shared/ledger.ts';
import { needsSetup, wasAllKept } from './needs.ts';

export type LedgerFilter = 'all' | 'refused' | 'failed';

/** The entries that a filter lets through. */
export function filtered(entries: readonly LedgerEntry[], filter: LedgerFilter): readonly LedgerEntry[] {
  return filter === 'all' ? entries : entries.filter(({ verdict }) => verdict.outcome === filter);
}

export interface LedgerTotals {
  requests: number;
  refused: number;
  failed: number;
  hosts: number;
  /** Bytes that left the machine for a host, and that came from one. */
  bytesUp: number;
  bytesDown: number;
}

export function totalsOf(entries: readonly LedgerEntry[]): LedgerTotals {
  const totals: LedgerTotals = { requests: entries.length, refused: 0, failed: 0, hosts: 0, bytesUp: 0, bytesDown: 0 };
  const hosts = new Set<string>();
  for (const { verdict, host, bytesUp, bytesDown } of entries) {
    if (verdict.outcome !== 'allowed') totals[verdict.outcome] += 1;
    if (host !== '') hosts.add(host);
    totals.bytesUp += bytesUp;
    totals.bytesDown += bytesDown;
  }
  totals.hosts = hosts.size;
  return totals;
}

/** The host, with its port where it is not the usual one. */
export function placeOf({ host, port }: Pick<LedgerEntry, 'host' | 'port'>): string {
  return port === 443 || port === 0 ? host : `${host}:${port}`;
}

export type NoLedgerReason =
  | 'one_phase'
  | 'all_kept'
  | 'network_off'
  | 'before_gateway'
  | 'not_yet'
  | 'setup_not_reached'
  | 'asked_nothing';

/** Whether setup is still to come or under way, so that it may ask for more. */
export const mayAskMore = (state: JobState) => state === 'queued' || state === 'preparing' || state === 'setup';

/** Why there is nothing to show of what a job's setup asked the network for. */
export function whyNoLedger(
  job: Pick<Job, 'spec' | 'limits' | 'state' | 'phases' | 'environment' | 'models'>,
): NoLedgerReason {
  const { limits, state, phases } = job;
  if (!needsSetup(job)) return 'one_phase';
  if (wasAllKept(job)) return 'all_kept';
  if (limits?.setupNetwork === false) return 'network_off';
  if (mayAskMore(state)) return 'not_yet';
  if (!phases.some(({ phase }) => phase === 'setup')) return 'setup_not_reached';
  return limits?.egress ? 'asked_nothing' : 'before_gateway';
}
