import { describe, expect, it } from 'vitest';
import { aJob } from '../../shared/testing/a-job.ts';
import { countOf, emptyJobList, idAt, mergeJobs, pageSize, pagesOf, withPage } from './job-list.ts';

const page = (from: number, to: number, total: number) => ({
  jobs: Array.from({ length: to - from }, (_, index) => aJob(String(from + index))),
  total,
  counts: { succeeded: total },
});

describe('pages', () => {
  it('finds a row in its page', () => {
    const list = withPage(emptyJobList, 2, page(200, 300, 1000));
    expect(idAt(list, 200)).toBe(aJob('200').id);
    expect(idAt(list, 299)).toBe(aJob('299').id);
    expect(idAt(list, 300)).toBeUndefined();
    expect(idAt(list, 0)).toBeUndefined();
  });

  it('names every page that rows in view touch', () => {
    expect(pagesOf(0, 12)).toEqual([0]);
    expect(pagesOf(pageSize - 1, pageSize)).toEqual([0, 1]);
    expect(pagesOf(250, 420)).toEqual([2, 3, 4]);
  });

  it('drops pages far away, so that scrolling through all jobs does not keep all jobs', () => {
    let list = emptyJobList;
    for (let number = 0; number < 100; number += 1)
      list = withPage(list, number, page(number * 100, number * 100 + 100, 10_000));
    expect([...list.pages.keys()]).toEqual([95, 96, 97, 98, 99]);
  });

  it('forgets pages beyond a total that has shrunk', () => {
    let list = withPage(emptyJobList, 0, page(0, 100, 300));
    list = withPage(list, 2, page(200, 300, 300));
    list = withPage(list, 0, page(0, 40, 40));
    expect([...list.pages.keys()]).toEqual([0]);
    expect(list.total).toBe(40);
  });
});

describe('mergeJobs', () => {
  it('replaces a known job, adds a new one and forgets what nothing shows', () => {
    const known = new Map([
      ['a', { ...aJob('a', 'executing'), id: 'a' }],
      ['b', { ...aJob('b'), id: 'b' }],
    ]);
    const merged = mergeJobs(known, [{ ...aJob('a', 'collecting'), id: 'a' }], (job) => job.id !== 'b');
    expect([...merged.keys()]).toEqual(['a']);
    expect(merged.get('a')?.state).toBe('collecting');
    expect(known.get('a')?.state).toBe('executing');
  });
});

describe('countOf', () => {
  const counts = { queued: 2, setup: 1, executing: 3, succeeded: 10 };
  it('adds up the running states', () => expect(countOf(counts, 'running')).toBe(4));
  it('adds up everything for all', () => expect(countOf(counts, 'all')).toBe(16));
  it('is 0 for a state that no job is in', () => expect(countOf(counts, 'failed')).toBe(0));
});
