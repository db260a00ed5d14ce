import { describe, expect, it } from 'vitest';
import type { FetchProgress, RepositoryProgress } from '../../../shared/models.ts';
import { createWords } from '../../language/words.ts';
import { inOrder, totalsOf } from './fetching.ts';

const words = createWords('en');

const repository = (repo: string, change: Partial<RepositoryProgress> = {}): RepositoryProgress => ({
  repo,
  type: 'model',
  state: 'fetching',
  files: 2,
  filesDone: 0,
  bytes: 100,
  totalBytes: 400,
  ...change,
});
const progress = (bytesPerSecond: number, ...repositories: RepositoryProgress[]): FetchProgress => ({
  repositories,
  files: [],
  bytesPerSecond,
});

describe('totalsOf', () => {
  it('divides what is left of all repositories by the rate', () => {
    const done = repository('b', { state: 'done', bytes: 400 });
    expect(totalsOf(progress(30, repository('a'), done), words)).toMatchObject({
      fraction: 500 / 800,
      complete: 1,
      count: 2,
      secondsLeft: 10,
    });
  });

  it('tells no time while a repository is unknown, nothing comes, or nothing is left', () => {
    const unknown = repository('b', { state: 'listing', bytes: 0, totalBytes: null });
    expect(totalsOf(progress(30, repository('a'), unknown), words).secondsLeft).toBeNull();
    expect(totalsOf(progress(0, repository('a')), words).secondsLeft).toBeNull();
    expect(totalsOf(progress(30, repository('a', { state: 'done', bytes: 400 })), words).secondsLeft).toBeNull();
  });
});

describe('inOrder', () => {
  it('has what is under way on top and what is complete at the end', () => {
    const states = ['done', 'waiting', 'fetching', 'listing'] as const;
    const some = states.map((state) => repository(state, { state }));
    expect(inOrder(some).map(({ repo }) => repo)).toEqual(['fetching', 'listing', 'waiting', 'done']);
  });
});
