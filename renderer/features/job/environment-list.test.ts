import { describe, expect, it } from 'vitest';
import type { LockedPackage } from '../../../shared/environments.ts';
import { aJob } from '../../../shared/testing/a-job.ts';
import { createWords } from '../../language/words.ts';
import { found, originOf, requirementOf, shortHash, whyNoEnvironment } from './environment-list.ts';

const { t } = createWords('en');

const aPackage = (name: string, change: Partial<LockedPackage> = {}): LockedPackage => ({
  name,
  version: '1.0',
  hash: null,
  origin: 'carried',
  ...change,
});
const numpy = aPackage('numpy', {
  version: '2.1.3',
  hash: 'sha256:abcdef0123456789',
  origin: 'https://pypi.org/simple/numpy/',
});
const backports = aPackage('backports.zoneinfo', { version: '9.9' });
const all = [numpy, backports];

describe('found', () => {
  it('looks at names as the index compares them, and at versions, hosts and hashes', () => {
    expect(found(all, 'Backports-Zone', t)).toEqual([backports]);
    expect(found(all, ' 2.1 ', t)).toEqual([numpy]);
    expect(found(all, 'pypi.org', t)).toEqual([numpy]);
    expect(found(all, 'carried', t)).toEqual([backports]);
    expect(found(all, 'cdef01', t)).toEqual([numpy]);
    // The path of an address is not shown, so it is not searched.
    expect(found(all, 'simple', t)).toEqual([]);
    expect(found(all, '', t)).toEqual(all);
  });

  it('looks at the origin as it is shown', () => {
    const german = createWords('de').t;
    expect(found(all, 'mitgebracht', german)).toEqual([backports]);
    expect(found(all, 'carried', german)).toEqual([]);
  });
});

describe('originOf', () => {
  it('is the host of an address, and anything else unchanged', () => {
    expect(originOf('https://pypi.org/simple/numpy/', t)).toBe('pypi.org');
    expect(originOf('https://mirror.example:8443/x/', t)).toBe('mirror.example:8443');
    expect(originOf('carried', t)).toBe('carried');
    expect(originOf('not an address', t)).toBe('not an address');
  });
});

describe('shortHash', () => {
  it('leaves the kind of the hash out', () => expect(shortHash('sha256:abcdef0123456789')).toBe('abcdef012345'));
});

describe('requirementOf', () => {
  it('pins the version, and the hash where it is known', () => {
    expect(requirementOf(numpy)).toBe('numpy==2.1.3 --hash=sha256:abcdef0123456789');
    expect(requirementOf(backports)).toBe('backports.zoneinfo==9.9');
  });
});

describe('whyNoEnvironment', () => {
  const requires = { ...aJob('a').spec, requirements: ['numpy'] };

  it.each([
    ['none_needed', aJob('a', 'executing')],
    ['not_yet', { ...aJob('a', 'setup'), spec: requires }],
    ['not_made', { ...aJob('a', 'failed'), spec: requires }],
    ['not_recorded', { ...aJob('a'), spec: requires, environment: { id: '0'.repeat(16), origin: 'kept' } }],
  ] as const)('is %s', (reason, job) => expect(whyNoEnvironment(job)).toBe(reason));
});
