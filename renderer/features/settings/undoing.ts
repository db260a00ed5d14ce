import type { ToastOffer } from '../../stores/toasts.ts';

/** The offer to take back a change that is saved already; letting it go changes nothing more. */
export const undoing = (undo: () => Promise<unknown>): ToastOffer => ({
  label: 'Undo',
  take: () => void undo(),
  lapse: () => {},
});
