import type { Words } from '../../language/words.ts';
import type { ToastOffer } from '../../stores/toasts.ts';

/** The offer to take back a change that is saved already; letting it go changes nothing more. */
export const undoing = (undo: () => Promise<unknown>, { t }: Words): ToastOffer => ({
  label: t('settings.undo'),
  take: () => void undo(),
  lapse: () => {},
});
