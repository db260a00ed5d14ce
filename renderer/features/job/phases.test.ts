import { describe, expect, it } from 'vitest';
import type { Phase } from '../../../shared/errors.ts';
import type { Job, JobState } from '../../../shared/jobs.ts';
import { aJob } from '../../../shared/testing/a-job.ts';
import { phasesOf } from './phases.ts';

function statuses(
  state: JobState,
  reached: readonly Phase[],
  more: { failedIn?: Phase; requirements?: string[]; environment?: Job['environment'] } = {},
) {
  const over = !['queued', 'preparing', 'setup', 'executing', 'collecting'].includes(state);
  const job: Parameters<typeof phasesOf>[0] = {
    state,
    endedAt: over ? 9000 : null,
    spec: { ...aJob('x').spec, requirements: more.requirements ?? ['numpy'] },
    limits: null,
    environment: more.environment ?? null,
    models: [],
    failure: more.failedIn ? { code: 'setup_failed', message: '', retryable: false, phase: more.failedIn } : null,
    phases: reached.map((phase, index) => ({
      phase,
      startedAt: index * 1000,
      endedAt: index < reached.length - 1 || over ? (index + 1) * 1000 : null,
    })),
  };
  return phasesOf(job).map((view) => view.status);
}

describe('phasesOf', () => {
  it('shows a queued job with everything before it', () => {
    expect(statuses('queued', [])).toEqual(['pending', 'pending', 'pending', 'pending']);
  });

  it('shows at once that a job without requirements has no setup', () => {
    expect(statuses('queued', [], { requirements: [] })).toEqual(['pending', 'skipped', 'pending', 'pending']);
  });

  it('shows the phase a running job is in', () => {
    expect(statuses('setup', ['preparing', 'setup'])).toEqual(['done', 'active', 'pending', 'pending']);
  });

  it('shows a setup that the image made unnecessary as skipped', () => {
    expect(statuses('executing', ['preparing', 'executing'])).toEqual(['done', 'skipped', 'active', 'pending']);
  });

  it('shows a setup that was not needed as kept, once the job is past it', () => {
    const environment = { id: '0'.repeat(16), origin: 'kept' } as const;
    expect(statuses('preparing', ['preparing'], { environment })).toEqual(['active', 'pending', 'pending', 'pending']);
    expect(statuses('cancelled', ['preparing'], { environment })).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
    expect(statuses('executing', ['preparing', 'executing'], { environment })).toEqual([
      'done',
      'kept',
      'active',
      'pending',
    ]);
  });

  it('shows a setup that only fetched models as done', () => {
    const environment = { id: '0'.repeat(16), origin: 'kept' } as const;
    expect(statuses('executing', ['preparing', 'setup', 'executing'], { environment })[1]).toBe('done');
  });

  it('shows where a job failed and what never ran', () => {
    expect(statuses('failed', ['preparing', 'setup'], { failedIn: 'setup' })).toEqual([
      'done',
      'failed',
      'skipped',
      'skipped',
    ]);
  });

  it('marks the last phase of a job that was cancelled without naming one', () => {
    expect(statuses('cancelled', ['preparing', 'setup', 'executing'])).toEqual(['done', 'done', 'failed', 'skipped']);
  });

  it('shows a job that was cancelled in the queue as skipped altogether', () => {
    expect(statuses('cancelled', [])).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
  });

  it('shows all phases of a successful job as done', () => {
    expect(statuses('succeeded', ['preparing', 'setup', 'executing', 'collecting'])).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
  });
});
