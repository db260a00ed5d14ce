import { expect, test } from 'vitest';
import { aJob } from '../../shared/testing/a-job.ts';
import { createLiveJobs } from './live-jobs.ts';

test('a job ends once, and only if it was known to live', () => {
  const live = createLiveJobs([aJob('from before', 'queued')]);
  expect(live.take(aJob('new', 'queued'))).toBe(false);
  expect(live.take(aJob('new', 'executing'))).toBe(false);
  expect(live.take(aJob('new', 'succeeded'))).toBe(true);
  expect(live.take(aJob('new', 'succeeded'))).toBe(false);
  expect(live.take(aJob('from before', 'failed'))).toBe(true);
  expect(live.take(aJob('long over', 'failed'))).toBe(false);
});

test('running jobs are those past the queue, the oldest first', () => {
  const live = createLiveJobs([
    { ...aJob('second', 'executing'), startedAt: 2 },
    { ...aJob('waits', 'queued') },
    { ...aJob('first', 'collecting'), startedAt: 1 },
  ]);
  expect(live.running().map(({ id }) => id)).toEqual([aJob('first', 'queued').id, aJob('second', 'queued').id]);
  live.take({ ...aJob('first', 'succeeded') });
  expect(live.running().map(({ id }) => id)).toEqual([aJob('second', 'queued').id]);
});
