import { describe, expect, it } from 'vitest';
import type { Failure } from '../../shared/errors.ts';
import type { LedgerEntry, Verdict } from '../../shared/ledger.ts';
import { aLedgerEntry } from '../../shared/testing/a-ledger-entry.ts';
import { createEgressSummary } from './egress-failure.ts';

const pipFailed: Failure = {
  code: 'setup_failed',
  message: 'A package that has to be built from source did not build.',
  phase: 'setup',
  retryable: true,
  details: ['pip’s own words'],
};

function entry(seq: number, host: string, verdict: Verdict, port = 443): LedgerEntry {
  return aLedgerEntry(seq, { kind: 'connect', host, port, method: 'CONNECT', target: null, durationMs: 1, verdict });
}

const notListed = { outcome: 'refused', reason: 'not_listed', detail: '' } as const;

function explain(...entries: LedgerEntry[]): Failure {
  const summary = createEgressSummary();
  summary.add(entries);
  return summary.explain(pipFailed);
}

describe('the reason behind a failed setup', () => {
  it('stays pip’s where the network refused and failed nothing', () => {
    expect(explain(entry(1, 'pypi.org', { outcome: 'allowed' }))).toEqual(pipFailed);
  });

  it('names a host that is not on the allowlist, with the entry that would let it pass, and keeps pip’s words', () => {
    expect(explain(entry(1, 'github.com', notListed))).toMatchObject({
      ...pipFailed,
      code: 'host_blocked',
      message: 'Setup asked for github.com:443, which is not on your allowlist.',
      remedy: { text: expect.any(String), action: { kind: 'allow_hosts', hosts: ['github.com'] } },
    });
    const port = explain(entry(1, 'git.example.org', { ...notListed, reason: 'port_not_listed' }, 8443));
    expect(port.remedy?.action).toEqual({ kind: 'allow_hosts', hosts: ['git.example.org:8443'] });
  });

  it('names each blocked host once, and goes before what failed besides', () => {
    const failure = explain(
      entry(1, 'a.example', notListed),
      entry(2, 'b.example', notListed),
      entry(3, 'a.example', notListed),
      entry(4, 'pypi.org', { outcome: 'failed', reason: 'cut', detail: '' }),
    );
    expect(failure.message).toBe(
      'Setup asked for 2 hosts that are not on your allowlist: a.example:443, b.example:443.',
    );
    expect(failure.remedy?.action).toEqual({ kind: 'allow_hosts', hosts: ['a.example', 'b.example'] });
  });

  it('says which host failed and how, and what was refused for another reason', () => {
    const failed = explain(entry(1, 'pypi.org', { outcome: 'failed', reason: 'unreachable', detail: 'refused' }));
    expect(failed).toMatchObject({ code: 'download_failed', message: 'pypi.org could not be reached (refused).' });
    const capped = explain(entry(1, 'files.example', { outcome: 'refused', reason: 'upload_cap', detail: '1 MiB' }));
    expect(capped).toMatchObject({ code: 'egress_refused', message: expect.stringContaining('files.example') });
  });

  it('takes back what failed at first and went well later, and passes over requests that mean nothing', () => {
    const cut = { outcome: 'failed', reason: 'cut', detail: '' } as const;
    const malformed = { outcome: 'refused', reason: 'malformed', detail: '' } as const;
    const again = explain(entry(1, 'files.example', cut), entry(2, 'files.example', { outcome: 'allowed' }));
    expect(again).toEqual(pipFailed);
    expect(explain(entry(1, '', malformed))).toEqual(pipFailed);
    expect(explain(entry(1, 'files.example', cut), entry(2, '', malformed)).message).toContain('files.example');
  });

  it('does not let a host’s name forge lines or colours', () => {
    const { message } = explain(entry(1, 'evil\u001b[31m\nTrusted', notListed));
    expect(message).not.toMatch(/[\u001b\n]/);
  });

  it('tells of a setup that ran out of time what kept it waiting', () => {
    const summary = createEgressSummary();
    summary.add([entry(1, 'pypi.org', { outcome: 'failed', reason: 'upstream_error', detail: 'status 503' })]);
    const { details } = summary.timedOut({ ...pipFailed, code: 'setup_timed_out' });
    expect(details?.[0]).toBe('pypi.org did not answer as it should (status 503).');
  });

  it('tells of a setup that ran out of time which hosts had not answered, and of none that had', () => {
    const summary = createEgressSummary();
    const goesOn = (seq: number, host: string) => ({ ...entry(seq, host, { outcome: 'allowed' }), durationMs: null });
    summary.add([goesOn(1, 'pypi.org'), goesOn(2, 'files.example'), goesOn(3, 'files.example')]);
    summary.add([entry(1, 'pypi.org', { outcome: 'allowed' })]);
    const { details } = summary.timedOut({ ...pipFailed, code: 'setup_timed_out' });
    expect(details).toEqual(['files.example had not answered in full.', 'pip’s own words']);
  });
});
