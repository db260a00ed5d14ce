import { describe, expect, it } from 'vitest';
import type { JobModel, ModelRequest } from '../../../shared/models.ts';
import { aJob } from '../../../shared/testing/a-job.ts';
import { createWords } from '../../language/words.ts';
import { someLimits } from '../../testing/some-limits.ts';
import { describeKeptParts, needsSetup, wasAllKept } from './needs.ts';

const request = (origin: ModelRequest['origin']): ModelRequest => ({
  repo: 'acme/tiny',
  type: 'model',
  revision: 'main',
  include: [],
  exclude: [],
  origin,
});
const withModels = (...models: ModelRequest[]) => ({ ...aJob('a').spec, models });
const turnedOff = { ...someLimits, detectedModels: false };

describe('needsSetup', () => {
  it('is false for a job without requirements and models', () => {
    expect(needsSetup({ spec: aJob('a').spec, limits: null })).toBe(false);
    expect(needsSetup({ spec: { ...aJob('a').spec, requirements: ['numpy'] }, limits: null })).toBe(true);
  });

  it('counts detected models unless the seller has turned them off, and declared ones always', () => {
    expect(needsSetup({ spec: withModels(request('detected')), limits: null })).toBe(true);
    expect(needsSetup({ spec: withModels(request('detected')), limits: turnedOff })).toBe(false);
    expect(needsSetup({ spec: withModels(request('detected'), request('declared')), limits: turnedOff })).toBe(true);
  });
});

const model: JobModel = {
  repo: 'acme/tiny',
  type: 'model',
  revision: 'main',
  commit: '0'.repeat(40),
  files: 1,
  bytes: 1,
  origin: 'kept',
};
const environment = { id: '0'.repeat(16), origin: 'kept' } as const;

describe('wasAllKept', () => {
  const phases = (...names: ('preparing' | 'setup' | 'executing')[]) =>
    names.map((phase) => ({ phase, startedAt: 0, endedAt: null }));

  it('needs something that was kept, execution, and no setup', () => {
    expect(wasAllKept({ phases: phases('preparing', 'executing'), environment, models: [] })).toBe(true);
    expect(wasAllKept({ phases: phases('preparing', 'executing'), environment: null, models: [model] })).toBe(true);
    expect(wasAllKept({ phases: phases('preparing', 'executing'), environment: null, models: [] })).toBe(false);
    expect(wasAllKept({ phases: phases('preparing', 'setup', 'executing'), environment, models: [] })).toBe(false);
    expect(wasAllKept({ phases: phases('preparing'), environment, models: [] })).toBe(false);
  });
});

describe('describeKeptParts', () => {
  it('names each kind of part once', () => {
    const dataset = { ...model, type: 'dataset' } as const;
    const words = createWords('en');
    expect(describeKeptParts({ environment, models: [] }, words)).toBe('the environment');
    expect(describeKeptParts({ environment: null, models: [model, dataset] }, words)).toBe('1 model and 1 dataset');
    const all = { environment, models: [model, model, dataset] };
    expect(describeKeptParts(all, words)).toBe('the environment, 2 models and 1 dataset');
    expect(describeKeptParts(all, createWords('de'))).toBe('die Umgebung, 2 Modelle und 1 Datensatz');
  });
});
