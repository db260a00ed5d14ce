import path from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { TrayAction, TrayEntry, TrayState, TrayView } from '../desktop/tray-view.ts';

export interface AppTray {
  show(view: TrayView): void;
  destroy(): void;
}

/** Puts an icon into the desktop's tray. `folder` has its pictures, one for each state. */
export function openTray(folder: string, act: (action: TrayAction) => void): AppTray {
  let shown = '';
  let tray: Tray | null = null;

  const make = (state: TrayState): Tray => {
    const made = new Tray(picture(folder, state));
    // Where the menu comes with the other button, this one opens the window.
    made.on('click', () => process.platform !== 'darwin' && act({ do: 'open' }));
    return made;
  };

  return {
    show(view) {
      const now = JSON.stringify(view);
      // A menu that is replaced while it is open closes, so one that would look the same stays.
      if (now === shown) return;
      shown = now;
      tray ??= make(view.state);
      tray.setImage(picture(folder, view.state));
      tray.setToolTip(view.tooltip);
      tray.setContextMenu(Menu.buildFromTemplate(view.menu.map((entry) => templateOf(entry, act))));
    },
    destroy() {
      tray?.destroy();
      tray = null;
    },
  };
}

function picture(folder: string, state: TrayState) {
  // macOS colours a template like its own icons.
  const name = process.platform === 'darwin' ? `${state}Template.png` : `${state}.png`;
  return nativeImage.createFromPath(path.join(folder, name));
}

function templateOf(entry: TrayEntry, act: (action: TrayAction) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'note':
      return { label: entry.label, enabled: false };
    case 'item':
      return { label: entry.label, enabled: entry.enabled, click: () => act(entry.action) };
  }
}
