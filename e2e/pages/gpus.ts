import type { Locator, Page } from '@playwright/test';

export interface GpusView {
  cards: Locator;
  lost: Locator;
  card(uuid: string): Locator;
}

export function gpusView(window: Page): GpusView {
  const cards = window.getByTestId('gpu-card');
  return {
    cards,
    lost: window.getByTestId('gpus-lost'),
    card: (uuid) => window.locator(`[data-testid="gpu-card"][data-uuid="${uuid}"]`),
  };
}
