import type { Locator, Page } from '@playwright/test';

/** The list of jobs, and what stands in its place while there is none. */
export interface JobsView {
  firstRun: Locator;
  rows: Locator;
  search: Locator;
  /** Rows of jobs with this name, newest first. */
  named(name: string): Locator;
  /** Opens the newest job with this name. */
  open(name: string): Promise<void>;
  /** Runs an example from the first-run screen. */
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
    named,
    async open(name) {
      await named(name).first().getByRole('button', { name, exact: true }).click();
    },
    async runExample(title) {
      await window.getByRole('button', { name: `Run ${title}`, exact: true }).click();
    },
    async filter(words) {
      await window.getByRole('group', { name: 'Filter by state' }).getByText(words, { exact: true }).click();
    },
  };
}
