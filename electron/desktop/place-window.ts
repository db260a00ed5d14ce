export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The window is never smaller, in pixels. */
export const smallestWindow = { width: 860, height: 520 } as const;

const usualSize = { width: 1280, height: 800 } as const;

/** So much of the window must be on a screen for it to count as being there, in pixels. */
const enough = { width: 160, height: 60 } as const;

export interface Placement {
  width: number;
  height: number;
  /** Null for the middle of the main screen. */
  position: { x: number; y: number } | null;
}

/**
 * Where the window goes: back where it was, wholly on the screen that it was mostly on, or in the middle if that screen has
 * gone.
 * @param workAreas of the screens that exist, the main one first
 */
export function placeWindow(saved: Rectangle | null, workAreas: readonly Rectangle[]): Placement {
  const [main] = workAreas;
  const area = saved && workAreas.reduce<Rectangle | null>((best, each) => better(saved, best, each), null);
  const { width, height } = fit(saved ?? usualSize, area ?? main);
  if (!saved || !area) return { width, height, position: null };
  return {
    width,
    height,
    position: {
      x: within(saved.x, area.x, area.x + area.width - width),
      y: within(saved.y, area.y, area.y + area.height - height),
    },
  };
}

function better(window: Rectangle, best: Rectangle | null, screen: Rectangle): Rectangle | null {
  const shared = overlap(window, screen);
  if (shared.width < enough.width || shared.height < enough.height) return best;
  if (best === null) return screen;
  const before = overlap(window, best);
  return shared.width * shared.height > before.width * before.height ? screen : best;
}

function overlap(one: Rectangle, other: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(0, Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)),
    height: Math.max(0, Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)),
  };
}

function fit(size: { width: number; height: number }, area: Rectangle | undefined): { width: number; height: number } {
  return {
    width: Math.max(smallestWindow.width, Math.min(size.width, area?.width ?? size.width)),
    height: Math.max(smallestWindow.height, Math.min(size.height, area?.height ?? size.height)),
  };
}

/** The nearest value from `low` to `high`; `low` where the window is larger than its screen. */
const within = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));
