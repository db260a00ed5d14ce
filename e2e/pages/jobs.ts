import type { Locator, Page } from '@playwright/test';

/** The list of jobs, and what stands in its place while there is none. */
export interface JobsView {
  firstRun: Locator;
  rows: Locator;
  search: Locator;
  /** How many jobs there are, or are chosen. */
  summary: Locator;
  /** The row at a place, from 0; only rows in view and around it are there. */
  row(place: number): Locator;
  /** The button of a row that opens its job. */
  opener(place: number): Locator;
  sortBy(heading: string): Promise<void>;
  /** The column that rows are sorted by. */
  sorted: Locator;
  delete: Locator;
  export(format: 'CSV' | 'JSON'): Promise<void>;
  /** Takes the last deletion back. */
  undo: Locator;
  /** Rows of jobs with this name, newest first. */
  named(name: string): Locator;
  /** Opens the newest job with this name. */
  open(name: string): Promise<void>;
  /** Runs an example from the list that stands in the overview and here while there is no job. */
  runExample(title: string): Promise<void>;
  filter(words: string): Promise<void>;
}

export function jobsView(window: Page): JobsView {
  const rows = window.getByTestId('job-row');
  const named = (name: string) => rows.filter({ has: window.getByRole('button', { name, exact: true }) });
  return {
    firstRun: window.getByRole('heading', { name: 'No jobs yet' }),
    rows,
    search: window.getByRole('searchbox', { name: 'Search jobs' }),
    summary: window.getByTestId('job-selection'),
    row: (place) => window.locator(`[data-row="${place}"]`),
    opener: (place) => window.locator(`[data-row="${place}"] [data-control="open"]`),
    async sortBy(heading) {
      await window.getByRole('grid', { name: 'Jobs' }).getByRole('button', { name: heading, exact: true }).click();
    },
    sorted: window.getByRole('grid', { name: 'Jobs' }).locator('th[aria-sort]'),
    delete: window.getByRole('main').getByRole('button', { name: 'Delete', exact: true }),
    async export(format) {
      await window.getByRole('button', { name: 'Export…' }).click();
      await window.getByRole('dialog', { name: 'Export jobs' }).getByRole('button', { name: format }).click();
    },
    undo: window.getByTestId('toast').getByRole('button', { name: 'Undo' }),
    named,
    async open(name) {
      await named(name).first().getByRole('button', { name, exact: true }).click();
    },
    async runExample(title) {
      await window.getByRole('button', { name: `Run ${title}`, exact: true }).click();
    },
    async filter(words) {
      await window.getByLabel('Filter by state').locator('button', { hasText: words }).click();
    },
  };
}
