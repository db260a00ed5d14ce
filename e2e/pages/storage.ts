import type { Locator, Page } from '@playwright/test';
import type { KeptKind } from '../../shared/storage.ts';

/** What is kept in the engine for later jobs. */
export interface StorageView {
  /** How much of the budget is used. */
  used: Locator;
  /** Room on the engine's disk. */
  disk: Locator;
  /** What stands there while nothing is kept. */
  empty: Locator;
  /** The rows in view; each says in `data-kind` and `data-held` what it is and whether a job uses it. */
  items: Locator;
  search: Locator;
  /** How many are shown or selected, and their size. */
  selection: Locator;
  /** Asked before anything is removed. */
  confirmation: Locator;
  clearSelected: Locator;
  clearAll: Locator;
  /** Rows with this title. */
  item(title: string): Locator;
  ofKind(kind: KeptKind): Locator;
  select(title: string): Promise<void>;
  /** Opens all that is known of an item. */
  details(title: string): Promise<Locator>;
  /** Link to the job that uses the item, or used it last. */
  jobOf(title: string, job: string): Locator;
  filter(words: 'All' | 'Environments' | 'Models' | 'Datasets' | 'Downloads'): Promise<void>;
  /** Clicks the heading; once more turns the order round. */
  sortBy(heading: 'Kept' | 'Size' | 'Last used'): Promise<void>;
  /** Says yes to the question that is open, and waits until it is gone. */
  confirm(): Promise<void>;
}

export function storageView(window: Page): StorageView {
  const view = window.getByTestId('storage');
  const items = view.getByTestId('kept-item');
  const item = (title: string) => items.filter({ has: window.getByRole('button', { name: title, exact: true }) });
  const confirmation = window.getByRole('alertdialog', { name: /^Clear/ });
  return {
    used: view.getByTestId('storage-used'),
    disk: view.getByTestId('storage-disk'),
    empty: view.getByRole('heading', { name: 'Nothing is kept yet' }),
    items,
    search: view.getByRole('searchbox', { name: 'Search storage' }),
    selection: view.getByTestId('selection'),
    confirmation,
    clearSelected: view.getByRole('button', { name: 'Clear selected…' }),
    clearAll: view.getByRole('button', { name: 'Clear all…' }),
    item,
    ofKind: (kind) => view.locator(`[data-testid="kept-item"][data-kind="${kind}"]`),
    async select(title) {
      await item(title).getByRole('checkbox').check();
    },
    async details(title) {
      await item(title).getByRole('button', { name: title, exact: true }).click();
      return window.getByRole('dialog', { name: `About ${title}` });
    },
    jobOf: (title, job) => item(title).getByRole('button', { name: job, exact: true }),
    async filter(words) {
      await view.getByRole('radio', { name: new RegExp(`^${words}`) }).click();
    },
    async sortBy(heading) {
      await view.getByRole('columnheader').getByRole('button', { name: heading, exact: true }).click();
    },
    async confirm() {
      await confirmation.getByRole('button', { name: /^Clear/ }).click();
      await confirmation.waitFor({ state: 'hidden' });
    },
  };
}
