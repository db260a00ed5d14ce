import type { Locator, Page } from '@playwright/test';

export interface GpusView {
  cards: Locator;
  lost: Locator;
  card(uuid: string): Locator;
  /** Everything about the one GPU that is chosen. */
  detail: Locator;
  choose(uuid: string): Promise<void>;
  span(name: '1 min' | '10 min' | '1 h' | '24 h'): Locator;
  /** The bars of the jobs that held the chosen GPU. */
  jobs: Locator;
  /** What reads a chart of the chosen GPU by keyboard. */
  reader(chart: string): Locator;
}

export function gpusView(window: Page): GpusView {
  const cards = window.getByTestId('gpu-card');
  const detail = window.getByTestId('gpu-detail');
  const card = (uuid: string) => window.locator(`[data-testid="gpu-card"][data-uuid="${uuid}"]`);
  return {
    cards,
    lost: window.getByTestId('gpus-lost'),
    card,
    detail,
    choose: (uuid) =>
      card(uuid)
        .getByRole('button', { name: /^GPU \d+,/ })
        .click(),
    span: (name) => window.getByRole('radio', { name, exact: true }),
    jobs: detail.getByRole('toolbar', { name: 'Jobs' }),
    reader: (chart) => detail.getByRole('slider', { name: `Read ${chart}`, exact: true }),
  };
}
