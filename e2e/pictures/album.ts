import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Logical pixels, and how many of the screen's each of them is wide. */
const sizes = {
  small: { width: 900, height: 600, scale: 1 },
  usual: { width: 1280, height: 800, scale: 1 },
  /** A 4K screen at 200 %. */
  large: { width: 1920, height: 1080, scale: 2 },
} as const;

const themes = ['light', 'dark'] as const;

/** The pictures that the README shows, and the theme that it shows them in. */
const shown: Readonly<Record<string, (typeof themes)[number]>> = {
  'busy-overview': 'dark',
  'busy-log': 'dark',
  'busy-usage': 'light',
  'busy-gpus': 'dark',
  'many-jobs': 'light',
  'ended-image': 'light',
};

export type Album = (view: string) => Promise<void>;

/** Takes pictures of what the window shows in a state of the app, each in every theme and size, into `test-results/pictures`. */
export async function openAlbum(window: Page, state: string): Promise<Album> {
  const folder = path.join(root, 'test-results', 'pictures');
  const readme = path.join(root, 'docs', 'pictures');
  await mkdir(folder, { recursive: true });
  await mkdir(readme, { recursive: true });
  const screen = await window.context().newCDPSession(window);
  return async (view) => {
    for (const theme of themes) {
      await window.emulateMedia({ colorScheme: theme });
      for (const [size, { width, height, scale }] of Object.entries(sizes)) {
        await screen.send('Emulation.setDeviceMetricsOverride', {
          width,
          height,
          deviceScaleFactor: scale,
          mobile: false,
        });
        // Charts are drawn anew for another size, one frame after it is known.
        await window.waitForTimeout(400);
        const file = path.join(folder, `${state}-${view}-${theme}-${size}.png`);
        await window.screenshot({ path: file, scale: 'device' });
        if (size === 'usual' && shown[`${state}-${view}`] === theme)
          await copyFile(file, path.join(readme, `${state}-${view}.png`));
      }
    }
    await screen.send('Emulation.clearDeviceMetricsOverride');
  };
}
