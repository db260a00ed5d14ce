import type { Page } from '@playwright/test';
import { expect, test } from './harness/app.ts';

/** Writes down every state that a job's view shows, in order, so that none can be missed by looking too late. */
async function recordStates(window: Page): Promise<void> {
  await window.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = () => {
      const state = document.querySelector('h1 ~ [data-testid="job-state"]')?.getAttribute('data-state');
      const active = document
        .querySelector('[data-testid^="phase-"][data-status="active"]')
        ?.getAttribute('data-testid');
      const step = document.querySelector('[data-testid="setup-progress"]')?.getAttribute('data-step');
      for (const entry of [state && `state ${state}`, active && `at ${active}`, step && `step ${step}`])
        if (entry && !seen.includes(entry)) seen.push(entry);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

const recorded = (window: Page): Promise<string[]> => window.evaluate(() => Reflect.get(globalThis, 'seen'));

test('a newcomer runs the two-phase example and watches it live', async ({ launch }) => {
  const { seller, window, quit } = await launch();
  await expect(seller.overview.step('example')).toBeVisible();
  await recordStates(window);
  await seller.shell.ready();
  await seller.jobs.runExample('Two phases');

  await expect(seller.job.title).toHaveText('Two phases');
  await seller.job.reaches('succeeded');
  const seen = await recorded(window);
  expect(seen.filter((entry) => entry.startsWith('state '))).toEqual([
    ...(seen.includes('state queued') ? ['state queued'] : []),
    'state preparing',
    'state setup',
    'state executing',
    'state collecting',
    'state succeeded',
  ]);
  expect(seen.filter((entry) => entry.startsWith('at '))).toEqual([
    'at phase-preparing',
    'at phase-setup',
    'at phase-executing',
    'at phase-collecting',
  ]);
  expect(seen).toContainEqual(expect.stringMatching(/^step (?:resolving|installing)$/));
  for (const phase of ['preparing', 'setup', 'executing', 'collecting'] as const)
    await expect(seller.job.phase(phase)).toHaveAttribute('data-status', 'done');

  await expect(seller.job.log.lines.filter({ hasText: 'Successfully installed' })).toBeVisible();
  await expect(seller.job.log.lines.filter({ hasText: 'Network interfaces: lo' })).toBeVisible();
  await expect(seller.job.log.lines.filter({ hasText: 'The network is closed' })).toHaveAttribute(
    'data-stream',
    'stderr',
  );
  await seller.job.outputs.open();
  await expect(seller.job.outputs.files).toHaveText(/^result\.json\d+ B$/);

  await quit();
  const again = await launch();
  await again.seller.shell.goTo('Jobs');
  await expect(again.seller.jobs.rows).toHaveCount(1);
  await again.seller.jobs.open('Two phases');
  await again.seller.job.reaches('succeeded');
  await expect(again.seller.job.log.lines.filter({ hasText: 'Wrote /outputs/result.json.' })).toBeVisible();
  await again.seller.job.outputs.open();
  await expect(again.seller.job.outputs.files).toHaveCount(1);
});

test('a job without requirements has one phase', async ({ launch }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.jobs.runExample('Hello');
  await seller.job.reaches('succeeded');
  await expect(seller.job.phase('setup')).toHaveAttribute('data-status', 'skipped');
  await expect(seller.job.log.lines.filter({ hasText: 'Hello from a container.' })).toBeVisible();
});
