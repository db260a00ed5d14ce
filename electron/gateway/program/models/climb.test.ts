import { expect, it } from 'vitest';
import { createClimb } from './climb.ts';

const decisions = (...rates: number[]) => rates.map(createClimb());

it('adds connections as long as each makes it faster', () => {
  expect(decisions(0, 30e6, 60e6, 90e6, 92e6, 91e6)).toEqual([false, true, true, true, false, false]);
});

it('leaves it at one where one fills the line', () => {
  expect(decisions(200e6, 210e6)).toEqual([false, false]);
});

it('tries again when the rate has dropped', () => {
  expect(decisions(60e6, 61e6, 40e6, 41e6)).toEqual([true, false, true, false]);
});
