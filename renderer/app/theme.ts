import { useEffect } from 'react';
import type { Settings } from '../../shared/settings.ts';

/** Tells the styles which side to take; `system` leaves it to the system's own preference. */
export function useTheme(theme: Settings['appearance']['theme']) {
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
  }, [theme]);
}
