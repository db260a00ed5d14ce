import type { Failure } from '../../shared/errors.ts';
import { advice, type Sayable, type SentenceKey, sentence } from '../../shared/languages/sentence.ts';
import type { FaultReason, LedgerEntry, RefusalReason } from '../../shared/ledger.ts';
import { plainLine } from '../../shared/text.ts';

const keptHosts = 50;

/** What a setup asked for and did not get, in the order in which it asked; tells a failed setup's real reason. */
export interface EgressSummary {
  add(entries: readonly LedgerEntry[]): void;
  /** `failure`, or what is behind it where the network was. */
  explain(failure: Failure): Failure;
  /** `failure` of a setup that ran out of time, with the hosts that kept it waiting. */
  timedOut(failure: Failure): Failure;
}

type Denied = LedgerEntry & { verdict: Exclude<LedgerEntry['verdict'], { outcome: 'allowed' }> };

export function createEgressSummary(): EgressSummary {
  /** Allowlist entry that would let it pass → what was asked. */
  const blocked = new Map<string, Denied>();
  /** What was asked for → how it was denied last. */
  const others = new Map<string, Denied>();
  /** Number → what has no end yet. */
  const underWay = new Map<number, LedgerEntry>();

  const follow = (entry: LedgerEntry) => {
    if (entry.durationMs !== null) underWay.delete(entry.seq);
    else if (underWay.size < keptHosts) underWay.set(entry.seq, entry);
  };

  const add = (entry: LedgerEntry) => {
    follow(entry);
    const asked = `${entry.host}:${entry.port} ${entry.target}`;
    if (!isDenied(entry)) {
      // The gateway or the client tried again, and it went well.
      if (entry.durationMs !== null) others.delete(asked);
      return;
    }
    const { reason } = entry.verdict;
    if (reason === 'not_listed' || reason === 'port_not_listed') {
      if (blocked.size < keptHosts) blocked.set(wanted(entry), entry);
      // A request that means nothing, or one of too many, explains nothing.
    } else if (reason !== 'malformed' && reason !== 'busy' && others.size < keptHosts) others.set(asked, entry);
  };

  return {
    add: (entries) => {
      for (const entry of entries) add(entry);
    },

    explain(failure) {
      if (blocked.size > 0) return hostBlocked([...blocked.keys()], failure);
      const denied = [...others.values()];
      // What failed was meant to work, which what was refused was not.
      const last = denied.findLast(({ verdict }) => verdict.outcome === 'failed') ?? denied.at(-1);
      return last ? networkFailure(last, failure) : failure;
    },

    timedOut(failure) {
      const failed = [...others.values()]
        .filter(({ verdict }) => verdict.outcome === 'failed')
        .map((entry) => whatHappened(entry).message);
      const silent = [...underWay.values()].map(({ host }) => `${plainLine(host)} had not answered in full.`);
      const waiting = [...failed.slice(-3), ...[...new Set(silent)].slice(-3)];
      return waiting.length === 0 ? failure : { ...failure, details: [...waiting, ...(failure.details ?? [])] };
    },
  };
}

function isDenied(entry: LedgerEntry): entry is Denied {
  return entry.verdict.outcome !== 'allowed';
}

/** The allowlist entry that would let a request pass. */
function wanted({ host, port }: LedgerEntry): string {
  return port === 443 ? host : `${host}:${port}`;
}

function hostBlocked(hosts: string[], failure: Failure): Failure {
  const [first = ''] = hosts;
  const named = (host: string) => plainLine(/:\d+$/.test(host) ? host : `${host}:443`);
  const list = [...hosts.slice(0, 5).map(named), ...(hosts.length > 5 ? ['…'] : [])].join(', ');
  return {
    ...failure,
    code: 'host_blocked',
    ...(hosts.length === 1
      ? sentence('host_blocked', { host: named(first) })
      : sentence('hosts_blocked', { count: hosts.length, hosts: list })),
    retryable: true,
    remedy: advice('allow_if_trusted', {}, { kind: 'allow_hosts', hosts }),
  };
}

function networkFailure(entry: Denied, failure: Failure): Failure {
  const { verdict } = entry;
  if (verdict.outcome === 'refused')
    return {
      ...failure,
      code: 'egress_refused',
      ...whatHappened(entry),
      remedy: advice(refusalAdvice[verdict.reason]),
    };
  return {
    ...failure,
    code: 'download_failed',
    ...whatHappened(entry),
    retryable: true,
    remedy: advice(faultAdvice[verdict.reason], {}, { kind: 'run_again' }),
  };
}

function whatHappened({ host, verdict }: Denied): Sayable {
  const detail = plainLine(verdict.detail).replace(/\.$/, '');
  const values = { host: plainLine(host), detail: detail === '' ? '' : ` (${detail})` };
  return verdict.outcome === 'refused'
    ? sentence(`refused_${verdict.reason}`, values)
    : sentence(`fault_${verdict.reason}`, values);
}

const refusalAdvice = {
  not_listed: 'sellers_choice',
  port_not_listed: 'sellers_choice',
  address_literal: 'buyers_fault',
  address_refused: 'name_own_host',
  name_mismatch: 'buyers_fault',
  not_tls: 'buyers_fault',
  plain_http: 'buyers_fault',
  malformed: 'buyers_fault',
  upload_cap: 'raise_upload_cap',
  download_cap: 'raise_download_cap',
  no_index: 'add_index',
  too_large: 'try_later_or_ask_operator',
  busy: 'buyers_fault',
} as const satisfies Readonly<Record<RefusalReason, SentenceKey>>;

const faultAdvice = {
  unresolved: 'check_network_and_dns',
  unreachable: 'check_network_and_dns',
  upstream_error: 'hosts_own_trouble',
  cut: 'run_again_to_go_on',
  wrong_hash: 'trouble_or_tampering',
  no_space: 'free_disk_or_lower_cache',
} as const satisfies Readonly<Record<FaultReason, SentenceKey>>;
