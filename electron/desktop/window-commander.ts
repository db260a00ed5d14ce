import type { WindowCommand } from '../../shared/window-commands.ts';

export interface WindowCommander {
  /** Sends at once to a window that listens; else the last command waits until it does. */
  send(command: WindowCommand): void;
  /** The window listens: answers what it is to do first. */
  started(): WindowCommand | null;
  /** The page is gone, or loads again. */
  lost(): void;
}

/** A link may start the app, and a tray may speak to a window that is being made: nothing is said to nobody. */
export function createWindowCommander(announce: (command: WindowCommand) => void): WindowCommander {
  let listening = false;
  let waiting: WindowCommand | null = null;
  return {
    send(command) {
      if (listening) announce(command);
      else waiting = command;
    },
    started() {
      listening = true;
      const first = waiting;
      waiting = null;
      return first;
    },
    lost() {
      listening = false;
    },
  };
}
