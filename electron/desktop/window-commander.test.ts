import { describe, expect, test } from 'vitest';
import type { WindowCommand } from '../../shared/window-commands.ts';
import { createWindowCommander } from './window-commander.ts';

const newJob: WindowCommand = { do: 'new_job' };
const shortcuts: WindowCommand = { do: 'list_shortcuts' };

describe('the window commander', () => {
  test('keeps the last command for a window that does not listen yet, and gives it once', () => {
    const sent: WindowCommand[] = [];
    const commander = createWindowCommander((command) => sent.push(command));
    commander.send(newJob);
    commander.send(shortcuts);
    expect(sent).toEqual([]);
    expect(commander.started()).toEqual(shortcuts);
    expect(commander.started()).toBeNull();
    commander.send(newJob);
    expect(sent).toEqual([newJob]);
  });

  test('waits again while a page that was lost loads', () => {
    const sent: WindowCommand[] = [];
    const commander = createWindowCommander((command) => sent.push(command));
    commander.started();
    commander.lost();
    commander.send(newJob);
    expect(sent).toEqual([]);
    expect(commander.started()).toEqual(newJob);
  });
});
