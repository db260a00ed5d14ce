import { describe, expect, it } from 'vitest';
import type { JobModel, ModelRequest, RepositoryProgress } from '../../../shared/models.ts';
import { aJob } from '../../../shared/testing/a-job.ts';
import { someLimits } from '../../testing/some-limits.ts';
import { modelRows } from './model-list.ts';

const request = (change: Partial<ModelRequest> = {}): ModelRequest => ({
  repo: 'acme/tiny',
  type: 'model',
  revision: 'main',
  include: [],
  exclude: [],
  origin: 'declared',
  ...change,
});
const model: JobModel = {
  repo: 'acme/tiny',
  type: 'model',
  revision: 'main',
  commit: 'c'.repeat(40),
  files: 3,
  bytes: 5,
  origin: 'fetched',
};
const progress: RepositoryProgress = {
  repo: 'acme/tiny',
  type: 'model',
  state: 'fetching',
  files: 3,
  filesDone: 1,
  bytes: 2,
  totalBytes: 5,
};
const job = { ...aJob('a', 'setup'), limits: someLimits };
const kindsOf = (change: Partial<typeof job>, ...models: ModelRequest[]) =>
  modelRows({ ...job, ...change, spec: { ...job.spec, models } }).map(({ status }) => status.kind);

describe('modelRows', () => {
  it('tells two revisions, and a model from a dataset, of one name apart', () => {
    const asked = [request(), request({ revision: 'v2' }), request({ type: 'dataset' })];
    expect(kindsOf({ models: [model] }, ...asked)).toEqual(['had', 'not_yet', 'not_yet']);
  });

  it('shows how far one is while it is fetched, and that it never came once the job is over', () => {
    const fetching = { repositories: [progress], files: [], bytesPerSecond: 1 };
    expect(kindsOf({ fetching }, request())).toEqual(['fetching']);
    expect(kindsOf({ state: 'failed' }, request())).toEqual(['missing']);
  });

  it('says of a detected one that the seller had it turned off, and of none that is declared', () => {
    const limits = { ...someLimits, detectedModels: false };
    const asked = [request({ origin: 'detected' }), request()];
    expect(kindsOf({ limits, state: 'succeeded' }, ...asked)).toEqual(['turned_off', 'missing']);
    expect(kindsOf({ limits }, ...asked)).toEqual(['turned_off', 'not_yet']);
  });
});
