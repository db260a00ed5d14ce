import { describe, expect, test } from 'vitest';
import { type Destination, linkTo, parseLink } from './links.ts';

const id = '0123456789abcdefghij';

const places: readonly Destination[] = [
  { view: 'overview' },
  { view: 'jobs' },
  { view: 'job', id },
  { view: 'gpus' },
  { view: 'storage' },
  { view: 'settings', section: 'desktop' },
];

describe('links', () => {
  test.each(places)('lead back to the place they were made for: $view', (place) => {
    expect(parseLink(linkTo(place))).toEqual(place);
  });

  test('have the shape that is told to others', () => {
    expect(linkTo({ view: 'job', id })).toBe(`computeswarm://job/${id}`);
  });

  test('may end in the slash that some systems add', () => {
    expect(parseLink('computeswarm://overview/')).toEqual({ view: 'overview' });
    expect(parseLink(`computeswarm://job/${id}/`)).toEqual({ view: 'job', id });
  });

  test.each([
    '',
    'computeswarm:',
    'computeswarm://',
    'computeswarm:job',
    'computeswarm://job',
    'computeswarm://job/',
    `computeswarm://job/${id}0`,
    `computeswarm://job/${id.slice(1)}`,
    `computeswarm://job/${id.toUpperCase()}`,
    `computeswarm://job/${id}//`,
    `computeswarm://job/${id}/cancel`,
    `computeswarm://job/${id}?do=cancel`,
    `computeswarm://job/${id}#x`,
    `computeswarm://job/${id}\n`,
    `computeswarm://job/${id}\u0000`,
    `computeswarm://job/${id}\u202e`,
    ` computeswarm://job/${id}`,
    `computeswarm://user@job/${id}`,
    `computeswarm://job:80/${id}`,
    'computeswarm://job/../../../etc/passwd',
    'computeswarm://job/%2e%2e%2f%2e%2e%2fetc00000',
    'computeswarm://overview/x',
    `computeswarm://overview/${id}`,
    'computeswarm://settings',
    'computeswarm://settings/version',
    'computeswarm://settings/nothing',
    'computeswarm://settings/constructor',
    'computeswarm://constructor',
    'computeswarm://stop',
    'computeswarm://jobs/all',
    `https://job/${id}`,
    `file:///job/${id}`,
    `javascript:computeswarm://job/${id}`,
    `xcomputeswarm://job/${id}`,
    'computeswarm://job/'.padEnd(1_000_000, 'a'),
  ])('that are not exactly one are ignored: %j', (link) => {
    expect(parseLink(link)).toBeNull();
  });
});
