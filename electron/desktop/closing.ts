export interface ClosingFacts {
  /** Whether the desktop shows a tray now: without one, a window that hides is out of reach. */
  tray: boolean;
  closeToTray: boolean;
  /** Whether the person was told once that the app goes on. */
  knowsTray: boolean;
}

/** What closing the window does: ends the app, hides the window, or first says that it would hide. */
export function whenClosed({ tray, closeToTray, knowsTray }: ClosingFacts): 'quit' | 'tell_and_hide' | 'hide' {
  if (!tray || !closeToTray) return 'quit';
  return knowsTray ? 'hide' : 'tell_and_hide';
}
