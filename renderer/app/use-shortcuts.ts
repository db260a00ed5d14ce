import { useEffect } from 'react';
import type { Stores } from '../stores/stores.ts';
import { isApple } from './platform.ts';
import { createKeyReader, isCombination, type ShortcutId } from './shortcuts.ts';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function inDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** Listens to the shortcuts of the window: not in a dialog, and in a field only to those that type nothing. */
export function useShortcuts({ view, newJob, shell }: Pick<Stores, 'view' | 'newJob' | 'shell'>) {
  useEffect(() => {
    const actions: Readonly<Record<ShortcutId, () => void>> = {
      palette: () => shell.open('palette'),
      new_job: () => newJob.show(),
      search: () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
      shortcuts: () => shell.open('shortcuts'),
      go_overview: () => view.go({ view: 'overview' }),
      go_jobs: () => view.go({ view: 'jobs' }),
      go_gpus: () => view.go({ view: 'gpus' }),
      go_storage: () => view.go({ view: 'storage' }),
      go_settings: () => view.go({ view: 'settings', section: 'setup' }),
      back: () => view.go({ view: 'jobs' }),
    };
    const read = createKeyReader(isApple());
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || (isTyping(event.target) && !isCombination(event))) return;
      const shortcut = read(event);
      if (shortcut === null) return;
      if (shortcut === 'palette' && shell.getState().dialog === 'palette') shell.open(null);
      else if (inDialog() || (shortcut === 'back' && view.getState().route.view !== 'job')) return;
      else actions[shortcut]();
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [view, newJob, shell]);
}
