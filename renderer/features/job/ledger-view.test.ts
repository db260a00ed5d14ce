import { describe, expect, it } from 'vitest';
import type { Job } from '../../../shared/jobs.ts';
import { aJob } from '../../../shared/testing/a-job.ts';
import { aLedgerEntry } from '../../../shared/testing/a-ledger-entry.ts';
import { someLimits } from '../../testing/some-limits.ts';
import { filtered, placeOf, totalsOf, whyNoLedger } from './ledger-view.ts';

const refused = aLedgerEntry(2, {
  host: 'evil.example',
  bytesUp: 1,
  verdict: { outcome: 'refused', reason: 'not_listed', detail: '' },
});
const failed = aLedgerEntry(3, { bytesDown: 50, verdict: { outcome: 'failed', reason: 'cut', detail: '' } });
const nameless = aLedgerEntry(4, { host: '', verdict: { outcome: 'refused', reason: 'malformed', detail: '' } });
const all = [aLedgerEntry(1, { bytesUp: 10, bytesDown: 200 }), refused, failed, nameless];

describe('filtered', () => {
  it('tells what was refused from what failed', () => {
    expect(filtered(all, 'all')).toEqual(all);
    expect(filtered(all, 'refused')).toEqual([refused, nameless]);
    expect(filtered(all, 'failed')).toEqual([failed]);
  });
});

describe('totalsOf', () => {
  it('adds up bytes, and counts each host once and no request without one', () => {
    expect(totalsOf(all)).toEqual({ requests: 4, refused: 2, failed: 1, hosts: 2, bytesUp: 11, bytesDown: 250 });
  });
});

describe('placeOf', () => {
  it('names the port only where it says something', () => {
    expect(placeOf({ host: 'pypi.org', port: 443 })).toBe('pypi.org');
    expect(placeOf({ host: 'pypi.org', port: 22 })).toBe('pypi.org:22');
    expect(placeOf({ host: '', port: 0 })).toBe('');
  });
});

describe('whyNoLedger', () => {
  const limits = someLimits;
  const setup = { phase: 'setup', startedAt: 1, endedAt: 2 } as const;
  const job = (change: Partial<Job>): Job => ({
    ...aJob('a'),
    spec: { ...aJob('a').spec, requirements: ['numpy'] },
    limits,
    phases: [setup],
    ...change,
  });

  it.each([
    ['one_phase', job({ spec: aJob('a').spec })],
    [
      'all_kept',
      job({
        phases: [{ phase: 'executing', startedAt: 1, endedAt: null }],
        environment: { id: '0'.repeat(16), origin: 'kept' },
      }),
    ],
    ['network_off', job({ limits: { ...limits, setupNetwork: false }, phases: [] })],
    ['not_yet', job({ state: 'queued', limits: null, phases: [] })],
    ['not_yet', job({ state: 'setup' })],
    ['asked_nothing', job({ state: 'executing' })],
    ['asked_nothing', job({})],
    ['setup_not_reached', job({ state: 'failed', phases: [] })],
    ['setup_not_reached', job({ state: 'cancelled', limits: null, phases: [] })],
    ['before_gateway', job({ limits: { ...limits, egress: null } })],
  ])('is %s', (reason, one) => {
    expect(whyNoLedger(one)).toBe(reason);
  });
});
