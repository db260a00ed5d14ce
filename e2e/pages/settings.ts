import { expect, type Locator, type Page } from '@playwright/test';

export type SettingsSection = 'Setup' | 'Limits' | 'Queue' | 'Engine & image' | 'Appearance';

export interface SettingsView {
  title: Locator;
  open(section: SettingsSection): Promise<void>;
  /** One setting, by its dotted path. */
  row(path: string): Locator;
  input(path: string): Locator;
  toggle(path: string): Locator;
  error(path: string): Locator;
  /** Types a value and waits until it is saved. */
  change(path: string, value: string): Promise<void>;
  /** Switches a setting and waits until it is saved. */
  set(path: string, on: boolean): Promise<void>;
  theme(name: 'System' | 'Light' | 'Dark'): Promise<void>;
}

export function settingsView(window: Page): SettingsView {
  const row = (path: string) => window.locator(`[data-setting="${path}"]`);
  const input = (path: string) => row(path).getByRole('textbox');
  const toggle = (path: string) => row(path).getByRole('switch');
  const saved = () => expect(window.getByTestId('saving-status')).toHaveText('Saved');
  const section = async (name: SettingsSection) => {
    await window.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Settings' }).click();
    await window.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name, exact: true }).click();
  };
  return {
    title: window.getByRole('main').getByRole('heading', { level: 1 }),
    open: section,
    row,
    input,
    toggle,
    error: (path) => row(path).getByRole('alert'),
    async change(path, value) {
      await input(path).fill(value);
      await input(path).press('Tab');
      await saved();
    },
    async set(path, on) {
      await toggle(path).setChecked(on);
      await saved();
      await expect(toggle(path)).toBeChecked({ checked: on });
    },
    async theme(name) {
      await section('Appearance');
      await row('appearance.theme').getByText(name, { exact: true }).click();
      await saved();
    },
  };
}
