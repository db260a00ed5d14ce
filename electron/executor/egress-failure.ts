import type { Failure } from '../../shared/errors.ts';
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
      const failed = [...others.values()].filter(({ verdict }) => verdict.outcome === 'failed').map(sentence);
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
  const message =
    hosts.length === 1
      ? `Setup asked for ${named(first)}, which is not on your allowlist.`
      : `Setup asked for ${hosts.length} hosts that are not on your allowlist: ${hosts.slice(0, 5).map(named).join(', ')}${hosts.length > 5 ? ', …' : ''}.`;
  return {
    ...failure,
    code: 'host_blocked',
    message,
    retryable: true,
    remedy: {
      text: 'Allow it, here or under Settings → Network, only if you trust what is there and what could be sent there.',
      action: { kind: 'allow_hosts', hosts },
    },
  };
}

function networkFailure(entry: Denied, failure: Failure): Failure {
  const { verdict } = entry;
  if (verdict.outcome === 'refused')
    return {
      ...failure,
      code: 'egress_refused',
      message: sentence(entry),
      remedy: { text: refusalAdvice[verdict.reason] },
    };
  return {
    ...failure,
    code: 'download_failed',
    message: sentence(entry),
    retryable: true,
    remedy: { text: faultAdvice[verdict.reason], action: { kind: 'run_again' } },
  };
}

function sentence({ host, verdict }: Denied): string {
  const text = verdict.outcome === 'refused' ? refusalWords[verdict.reason] : faultWords[verdict.reason];
  const detail = plainLine(verdict.detail).replace(/\.$/, '');
  return `${text.replace('HOST', plainLine(host))}${detail === '' ? '' : ` (${detail})`}.`;
}

const refusalWords: Readonly<Record<RefusalReason, string>> = {
  not_listed: 'HOST is not on the allowlist',
  port_not_listed: 'This port of HOST is not on the allowlist',
  address_literal: 'Setup asked for the bare address HOST, and only names are let through',
  address_refused: 'HOST was refused because of the address behind its name',
  name_mismatch: 'Setup asked for HOST and then spoke to another name',
  not_tls: 'Setup spoke to HOST without encryption',
  plain_http: 'Setup asked for HOST without encryption',
  malformed: 'Setup sent a request that could not be understood',
  upload_cap: 'Setup tried to send more to HOST than the upload cap allows',
  download_cap: 'Setup fetched more from HOST than the download cap allows',
  no_index: 'No package index is set up for what the job requires',
  too_large: 'The answer of HOST was too large',
  busy: 'Setup opened too many connections at once',
};

const sellersChoice = 'Whether to allow it is yours to decide: see Settings → Network.';
const buyersFault = 'Only the buyer can mend that.';

const refusalAdvice: Readonly<Record<RefusalReason, string>> = {
  not_listed: sellersChoice,
  port_not_listed: sellersChoice,
  address_literal: buyersFault,
  address_refused: 'If the host is your own, name it under Settings → Network → Exceptions.',
  name_mismatch: buyersFault,
  not_tls: buyersFault,
  plain_http: buyersFault,
  malformed: buyersFault,
  upload_cap: 'A job should hardly send anything during setup. If you trust it, raise Settings → Network → Upload cap.',
  download_cap: 'If the job may fetch that much, raise Settings → Network → Download cap.',
  no_index: 'Add an index that has the package under Settings → Network → Package indexes.',
  too_large: 'Run the job again later, or ask the host’s operator.',
  busy: buyersFault,
};

const faultWords: Readonly<Record<FaultReason, string>> = {
  unresolved: 'The name HOST could not be resolved',
  unreachable: 'HOST could not be reached',
  upstream_error: 'HOST did not answer as it should',
  cut: 'The connection to HOST was cut again and again',
  wrong_hash: 'A file from HOST is not the one that its index names, and was dropped',
  no_space: 'A file from HOST did not fit on the disk',
};

const checkNetwork = 'Check this machine’s network connection and the engine’s DNS, then run the job again.';

const faultAdvice: Readonly<Record<FaultReason, string>> = {
  unresolved: checkNetwork,
  unreachable: checkNetwork,
  upstream_error: 'The host may have trouble of its own: run the job again later.',
  cut: 'What was fetched is kept. Run the job again to go on.',
  wrong_hash: 'The host may have trouble of its own, or somebody changes files under way: run the job again later.',
  no_space:
    'Free some space on the engine’s disk, or lower Settings → Network → Download cache; then run the job again.',
};
