/** Milliseconds for which a setting stands out that a search has led to. */
const standsOut = 1_600;

/** Gives the keyboard to the control of a setting, or to the setting where its control takes none. */
export function focusControl(setting: HTMLElement | null): void {
  if (setting === null) return;
  const control = setting.querySelector('[data-slot="control"]');
  const first = ['input', '[role="switch"]', '[role="radio"]', 'button']
    .map((kind) => control?.querySelector<HTMLElement>(`${kind}:not(:disabled)`))
    .find((element) => element != null);
  (first ?? setting).focus({ preventScroll: true });
}

/** Brings a setting into view, gives it the keyboard and lets it stand out for a moment. */
export function revealSetting(path: string): void {
  const setting = document.querySelector<HTMLElement>(`[data-setting="${CSS.escape(path)}"]`);
  if (setting === null) return;
  setting.scrollIntoView({ block: 'center' });
  focusControl(setting);
  setting.dataset.found = '';
  setTimeout(() => delete setting.dataset.found, standsOut);
}
