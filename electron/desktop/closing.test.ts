import { expect, test } from 'vitest';
import { whenClosed } from './closing.ts';

test.each([
  [{ tray: false, closeToTray: true, knowsTray: true }, 'quit'],
  [{ tray: true, closeToTray: false, knowsTray: true }, 'quit'],
  [{ tray: false, closeToTray: false, knowsTray: false }, 'quit'],
  [{ tray: true, closeToTray: true, knowsTray: false }, 'tell_and_hide'],
  [{ tray: true, closeToTray: true, knowsTray: true }, 'hide'],
] as const)('closing the window with %j: %s', (facts, outcome) => {
  expect(whenClosed(facts)).toBe(outcome);
});
