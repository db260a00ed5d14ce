import type { Locator, Page } from '@playwright/test';

/** The view that the app opens with. */
export interface OverviewView {
  /** Says in `data-risky` how many settings carry a risk. */
  safety: Locator;
  /** What needs the owner; each says in `data-kind` what it is. */
  attention: Locator;
  /** One of the first steps; says in `data-state` how it stands. */
  step(name: 'engine' | 'image' | 'gpus' | 'price' | 'example'): Locator;
  /** Each says in `data-state` in which phase it is. */
  running: Locator;
  queued: Locator;
  today(figure: 'succeeded' | 'failed' | 'other' | 'execution' | 'worth'): Locator;
}

export function overviewView(window: Page): OverviewView {
  return {
    safety: window.getByTestId('safety'),
    attention: window.getByTestId('attention'),
    step: (name) => window.getByTestId(`step-${name}`),
    running: window.getByTestId('running-job'),
    queued: window.getByTestId('queued-job'),
    today: (figure) => window.getByTestId(`today-${figure}`),
  };
}
