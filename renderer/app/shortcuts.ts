import { useEffect } from 'react';
import type { Stores } from '../stores/stores.ts';

/** How long after `g` the second key counts, in milliseconds. */
const chordTime = 1000;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function inDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** `n` new job, `/` search, `g` then `j`, `g`, `d` (disk) or `s` to go to a view, Escape back from a job. */
export function useShortcuts({ view, newJob }: Pick<Stores, 'view' | 'newJob'>) {
  useEffect(() => {
    let chordSince = 0;
    const go = (key: string): boolean => {
      if (key === 'j') view.go({ view: 'jobs' });
      else if (key === 'g') view.go({ view: 'gpus' });
      else if (key === 'd') view.go({ view: 'storage' });
      else if (key === 's') view.go({ view: 'settings', section: 'setup' });
      else return false;
      return true;
    };
    const press = (key: string): boolean => {
      if (key === 'n') newJob.show();
      else if (key === '/') document.querySelector<HTMLElement>('[data-search]')?.focus();
      else if (key === 'Escape' && view.getState().route.view === 'job') view.go({ view: 'jobs' });
      else return false;
      return true;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || inDialog()) return;
      const inChord = event.timeStamp - chordSince < chordTime;
      chordSince = 0;
      if (inChord && go(event.key)) event.preventDefault();
      else if (event.key === 'g') chordSince = event.timeStamp;
      else if (press(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [view, newJob]);
}
