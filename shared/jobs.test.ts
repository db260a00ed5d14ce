import { describe, expect, it } from 'vitest';
import { isFinal, type JobState, jobIdSchema, jobStateSchema, nextStates } from './jobs.ts';

const states = jobStateSchema.options;

/** Every state that can follow some time after another. */
function reachable(from: JobState): Set<JobState> {
  const found = new Set<JobState>();
  const waiting = [...nextStates[from]];
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    if (!found.has(state)) waiting.push(...nextStates[state]);
    found.add(state);
  }
  return found;
}

describe('nextStates', () => {
  it('never leads back', () => {
    for (const state of states) expect(reachable(state), state).not.toContain(state);
  });

  it('leads from queued to every other state', () => {
    expect([...reachable('queued')].sort()).toEqual(states.filter((state) => state !== 'queued').sort());
  });

  it('ends in the final states and nowhere else', () => {
    for (const state of states) expect(nextStates[state].length === 0, state).toBe(isFinal(state));
  });

  it('lets a job fail, be cancelled and be interrupted at any time', () => {
    for (const state of states.filter((one) => !isFinal(one))) {
      expect(nextStates[state], state).toEqual(expect.arrayContaining(['failed', 'cancelled', 'interrupted']));
    }
  });

  it('lets a job succeed only after its outputs were collected, and run without setup', () => {
    expect(states.filter((state) => nextStates[state].includes('succeeded'))).toEqual(['collecting']);
    expect(nextStates.preparing).toContain('executing');
    expect(nextStates.queued).not.toContain('executing');
  });
});

describe('jobIdSchema', () => {
  it('lets nothing through that could leave a folder', () => {
    expect(jobIdSchema.safeParse('0abcdefghijklmnopq9z').success).toBe(true);
    for (const id of ['', '../../../../../../etc', '0abcdefghijklmnopq9Z', '0abcdefghijklmnopq9z\n', '0'.repeat(21)]) {
      expect(jobIdSchema.safeParse(id).success, id).toBe(false);
    }
  });
});
