import { expect, type Locator, type Page } from '@playwright/test';

/** As the window lists them. */
export const sectionNames = [
  'Setup',
  'Network',
  'Models',
  'Storage',
  'Limits',
  'Queue',
  'Pricing',
  'Engine & image',
  'Appearance',
  'Desktop',
] as const;
export type SettingsSection = (typeof sectionNames)[number];

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
  /** Chooses a language; from then on, nothing is found by its English text. */
  language(name: 'Deutsch'): Promise<void>;
  network: NetworkSettings;
  hubToken: HubTokenSettings;
  search: SettingsSearch;
  /** The mark of a setting that is not at its default. */
  changed(path: string): Locator;
  /** What could happen with a setting as it is; says in `data-tone` how much it is meant. */
  caution(path: string): Locator;
  /** The default of a setting, in words. */
  preset(path: string): Locator;
  /** Resets one setting to its default. */
  reset(path: string): Promise<void>;
  /** Opens the dialog that resets a section, which must be open, or all settings. */
  resetMany(which: 'section' | 'all'): Promise<SettingsDialog>;
  /** Takes back what the message on top tells of. */
  undo(): Promise<void>;
  export(): Promise<void>;
  /** Opens the preview of the file that the system's dialog answers with. */
  import(): Promise<SettingsDialog>;
}

export interface SettingsSearch {
  field: Locator;
  results: Locator;
  /** The result that Enter opens. */
  current: Locator;
  /** How many of the results are in a section. */
  hits(section: SettingsSection): Locator;
}

/** A dialog that lists what would change. */
export interface SettingsDialog {
  box: Locator;
  /** One setting with what it is and what it would be. */
  change(path: string): Locator;
  changes: Locator;
  refused: Locator;
  locked: Locator;
  /** Does it, and waits until the dialog is gone. */
  confirm(name: RegExp): Promise<void>;
}

/** Lists of the Network section, which must be open. */
export interface NetworkSettings {
  allowedHosts: Locator;
  /** Adds an entry to the allowlist and waits until it is saved. */
  allow(entry: string): Promise<void>;
  disallow(entry: string): Promise<void>;
  exceptions: Locator;
  except(entry: string): Promise<void>;
  /** In the order in which they are asked. */
  indexes: Locator;
  /** Adds an index at the end; rules are separated by commas. */
  addIndex(index: { name: string; url: string; packages: string }): Promise<void>;
  removeIndex(name: string): Promise<void>;
}

/** The token of the Models section, which must be open. */
export interface HubTokenSettings {
  /** Says in `data-kept` where the token is kept. */
  state: Locator;
  field: Locator;
  /** What is wrong with what was typed. */
  error: Locator;
  /** Types a token and sends it. */
  save(token: string): Promise<void>;
  forget(): Promise<void>;
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
  const question = window.getByRole('alertdialog');
  const addTo = async (path: string, button: string, entry: string) => {
    await row(path).getByRole('textbox').fill(entry);
    await row(path).getByRole('button', { name: button }).click();
    // Whatever lets strangers reach something new is asked about.
    if (path === 'network.exceptions') await question.getByRole('button', { name: button }).click();
    await expect(row(path).getByRole('listitem').filter({ hasText: entry })).toBeVisible();
    await saved();
  };
  const network: NetworkSettings = {
    allowedHosts: row('setup.allowlist').getByRole('listitem'),
    allow: (entry) => addTo('setup.allowlist', 'Add host', entry),
    async disallow(entry) {
      await row('setup.allowlist')
        .getByRole('button', { name: `Remove ${entry}`, exact: true })
        .click();
      await saved();
    },
    exceptions: row('network.exceptions').getByRole('listitem'),
    except: (entry) => addTo('network.exceptions', 'Add exception', entry),
    indexes: window.getByTestId('package-index'),
    async addIndex({ name, url, packages }) {
      const indexes = row('network.indexes');
      await indexes.getByRole('button', { name: 'Add index', exact: true }).click();
      await indexes.getByRole('textbox', { name: 'Name' }).fill(name);
      await indexes.getByRole('textbox', { name: 'Address' }).fill(url);
      await indexes.getByRole('textbox', { name: 'Packages' }).fill(packages);
      await indexes.getByRole('button', { name: 'Add', exact: true }).click();
      await expect(indexes.getByRole('button', { name: `Change ${name}`, exact: true })).toBeVisible();
      await saved();
    },
    async removeIndex(name) {
      await row('network.indexes')
        .getByRole('button', { name: `Remove ${name}`, exact: true })
        .click();
      await saved();
    },
  };
  return {
    title: window.getByRole('main').getByRole('heading', { level: 1 }),
    open: section,
    row,
    input,
    toggle,
    network,
    hubToken: hubTokenSettings(window, row('hubToken')),
    search: settingsSearch(window),
    changed: (path) => row(path).getByTestId('changed'),
    caution: (path) => row(path).getByTestId('caution'),
    preset: (path) => row(path).getByTestId('default'),
    async reset(path) {
      await row(path)
        .getByRole('button', { name: /^Reset .* to its default$/ })
        .click();
    },
    async resetMany(which) {
      await window
        .getByRole('button', { name: which === 'all' ? 'Reset all…' : /^Reset \d+ changed settings?…$/ })
        .click();
      return settingsDialog(window);
    },
    async undo() {
      await window.getByTestId('toast').last().getByRole('button', { name: 'Undo' }).click();
    },
    async export() {
      await window.getByRole('button', { name: 'Export…' }).click();
    },
    async import() {
      await window.getByRole('button', { name: 'Import…' }).click();
      return settingsDialog(window);
    },
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
    async language(name) {
      await section('Appearance');
      await row('appearance.language').getByText(name, { exact: true }).click();
    },
  };
}

function settingsSearch(window: Page): SettingsSearch {
  const results = window.getByRole('listbox', { name: 'Settings found' }).getByRole('option');
  return {
    field: window.getByRole('combobox', { name: 'Search settings' }),
    results,
    current: results.and(window.locator('[aria-selected="true"]')),
    hits: (section) =>
      window
        .getByRole('navigation', { name: 'Settings' })
        .getByRole('button', { name: section, exact: true })
        .getByTestId('hits'),
  };
}

function settingsDialog(window: Page): SettingsDialog {
  const box = window.getByRole('dialog');
  return {
    box,
    change: (path) => box.locator(`[data-testid="change"][data-path="${path}"]`),
    changes: box.getByTestId('change'),
    refused: box.getByTestId('refused').getByRole('listitem'),
    locked: box.getByTestId('locked-import').getByRole('listitem'),
    async confirm(name) {
      await box.getByRole('button', { name }).click();
      await expect(box).toBeHidden();
    },
  };
}

function hubTokenSettings(window: Page, row: Locator): HubTokenSettings {
  // A password field has no role.
  const field = window.getByLabel('Token', { exact: true });
  return {
    state: row.getByTestId('hub-token'),
    field,
    error: row.getByRole('alert'),
    async save(token) {
      await field.fill(token);
      await row.getByRole('button', { name: 'Save token' }).click();
    },
    async forget() {
      await row.getByRole('button', { name: 'Forget token' }).click();
    },
  };
}
