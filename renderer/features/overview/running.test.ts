import { describe, expect, test } from 'vitest';
import type { Job } from '../../../shared/jobs.ts';
import { createWords } from '../../language/words.ts';
import { someLimits } from '../../testing/some-limits.ts';
import { runningFacts } from './running.ts';

const words = createWords('en');
const limits = { ...someLimits, setupTimeoutSeconds: 300, timeoutSeconds: 3_600 };
type Running = Parameters<typeof runningFacts>[0];
const running = (phase: Job['phases'][number]['phase'], change: Partial<Running> = {}): Running => ({
  phases: [{ phase, startedAt: 1_000_000, endedAt: null }],
  limits,
  progress: null,
  fetching: null,
  ...change,
});
const facts = (job: Running, afterSeconds: number) => runningFacts(job, 1_000_000 + afterSeconds * 1_000, words);
describe('a running job', () => {
  test('that executes shows how much of its time is used and left', () => {
    expect(facts(running('executing'), 900)).toEqual({
      label: 'The script runs',
      detail: '',
      fraction: 0.25,
      ofTime: true,
      left: { kind: 'limit', seconds: 2_700 },
    });
  });

  test('never has less than no time left', () => {
    expect(facts(running('executing'), 4_000)).toMatchObject({ fraction: 1, left: { kind: 'limit', seconds: 0 } });
  });

  test('that is set up shows its step, and the time that setup has left', () => {
    const progress = { step: 'downloading', file: 'a.whl', index: 1, count: 2, bytes: 50, totalBytes: 200 } as const;
    expect(facts(running('setup', { progress }), 60)).toMatchObject({
      label: 'Downloading a.whl',
      fraction: 0.25,
      ofTime: false,
      left: { kind: 'limit', seconds: 240 },
    });
  });

  test('that fetches models shows when they will be there, rather than when setup must be', () => {
    const repository = { repo: 'owner/name', type: 'model', state: 'fetching', files: 1, filesDone: 0 } as const;
    const fetching = { repositories: [{ ...repository, bytes: 100, totalBytes: 400 }], files: [], bytesPerSecond: 30 };
    expect(facts(running('setup', { fetching }), 60)).toMatchObject({
      label: 'Fetching owner/name',
      fraction: 0.25,
      left: { kind: 'estimate', seconds: 10 },
    });
    expect(facts(running('setup', { fetching: { ...fetching, bytesPerSecond: 0 } }), 60).left).toEqual({
      kind: 'limit',
      seconds: 240,
    });
  });

  test('in a phase without a limit has none to show', () => {
    for (const phase of ['preparing', 'collecting'] as const) {
      expect(facts(running(phase), 60)).toMatchObject({ fraction: null, ofTime: false, left: null });
    }
  });

  test('before its first phase is being prepared', () => {
    expect(facts({ phases: [], limits: null, progress: null, fetching: null }, 0)).toMatchObject({
      label: 'Preparing',
      left: null,
    });
  });
});
