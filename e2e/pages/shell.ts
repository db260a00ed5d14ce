import { expect, type Locator, type Page } from '@playwright/test';

export type ViewName = 'Overview' | 'Jobs' | 'GPUs' | 'Storage' | 'Settings';

/** What surrounds every view: top bar, sidebar, banners, messages. */
export interface Shell {
  engine: Locator;
  image: Locator;
  counts: Locator;
  accepting: Locator;
  engineBanner: Locator;
  imageBanner: Locator;
  notices: Locator;
  /** Messages that come up in the corner. */
  messages: Locator;
  goTo(view: ViewName): Promise<void>;
  /** Waits until jobs can run: engine connected, image there. */
  ready(): Promise<void>;
}

export function shell(window: Page): Shell {
  const engine = window.getByTestId('engine-status');
  const image = window.getByTestId('image-status');
  return {
    engine,
    image,
    counts: window.getByTestId('queue-counts'),
    accepting: window.getByTestId('accepting-switch'),
    engineBanner: window.getByTestId('engine-banner'),
    imageBanner: window.getByTestId('image-banner'),
    notices: window.getByTestId('settings-notices'),
    messages: window.getByTestId('toast'),
    async goTo(view) {
      await window.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view, exact: true }).click();
    },
    async ready() {
      await expect(engine).toHaveAttribute('data-status', 'connected');
      await expect(image).toHaveAttribute('data-status', 'ready');
    },
  };
}
