import { describe, expect, it } from 'vitest';
import { aJob } from '../../shared/testing/a-job.ts';
import { openHistory } from '../jobs/history.ts';

const record = (id: string, lastUsedAt = 0) => ({
  id,
  kind: 'environment' as const,
  key: `key of ${id}`,
  title: id,
  bytes: 1,
  createdAt: 0,
  lastUsedAt,
});

describe('createKeptStore', () => {
  it('has one record for a key: a new one takes the place of the old', () => {
    const { kept } = openHistory(':memory:');
    kept.insert(record('a'));
    kept.insert({ ...record('b'), key: 'key of a' });
    expect(kept.list().map(({ id }) => id)).toEqual(['b']);
    expect(kept.find('key of a')?.id).toBe('b');
  });

  it('lists what was used last first, and remembers its size', () => {
    const { kept } = openHistory(':memory:');
    for (const [id, at] of [
      ['a', 1],
      ['b', 2],
    ] as const)
      kept.insert(record(id, at));
    kept.use('a', 'job', 3);
    kept.resize('a', 70.4);
    expect(kept.list().map(({ id, bytes }) => [id, bytes])).toEqual([
      ['a', 70],
      ['b', 1],
    ]);
  });

  it('counts every job that used it and names the last five, newest first', () => {
    const { kept, jobs } = openHistory(':memory:');
    kept.insert(record('a'));
    for (let index = 1; index <= 7; index += 1) {
      const job = aJob(`job${index}`, 'queued');
      jobs.insert(job);
      kept.use('a', job.id, index);
    }
    kept.use('a', aJob('job1').id, 8);
    const { uses, usedBy } = kept.usesOf('a');
    expect(uses).toBe(7);
    expect(usedBy.map(({ name }) => name)).toEqual(['job1', 'job7', 'job6', 'job5', 'job4']);
    kept.remove('a');
    expect(kept.usesOf('a')).toEqual({ uses: 0, usedBy: [] });
  });
});
