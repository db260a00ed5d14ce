import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './harness/app.ts';
import { answerOpenDialog } from './harness/dialogs.ts';
import { gpuStandIn } from './harness/gpus.ts';
import { writeJobFolder } from './harness/job-folder.ts';

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
  const outputs = await seller.job.tab('Outputs');
  await expect(outputs.getByRole('listitem')).toHaveText(/^result\.json\d+ B$/);

  await quit();
  const again = await launch();
  await again.seller.shell.goTo('Jobs');
  await expect(again.seller.jobs.rows).toHaveCount(1);
  await again.seller.jobs.open('Two phases');
  await again.seller.job.reaches('succeeded');
  await expect(again.seller.job.log.lines.filter({ hasText: 'Wrote /outputs/result.json.' })).toBeVisible();
  await expect((await again.seller.job.tab('Outputs')).getByText('result.json')).toBeVisible();
});

test('a job without requirements has one phase', async ({ launch }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.jobs.runExample('Hello');
  await seller.job.reaches('succeeded');
  await expect(seller.job.phase('setup')).toHaveAttribute('data-status', 'skipped');
  await expect(seller.job.log.lines.filter({ hasText: 'Hello from a container.' })).toBeVisible();
});

const training = `
import time
import trainer
for epoch in range(1, 41):
    print(f"epoch {epoch:3d}/40   loss {2.31 * 0.93 ** epoch:.4f}   accuracy {1 - 0.89 * 0.94 ** epoch:.4f}   1 204 samples/s", flush=True)
    time.sleep(0.02 if epoch < 18 else 2)
`;

test('the picture for the README', async ({ launch, dataFolder }) => {
  test.skip(process.env.UPDATE_SCREENSHOT !== '1', 'Written anew with UPDATE_SCREENSHOT=1 only.');
  const gpus = await gpuStandIn(dataFolder, { gpus: 2, '0.utilization.gpu': 93, '0.memory.used': 17_802 });
  const { app, seller, window } = await launch({ ...gpus.environment });
  await seller.shell.ready();
  await seller.settings.theme('Dark');
  await seller.shell.goTo('Jobs');
  const folder = await writeJobFolder(dataFolder, {
    script: training,
    requirements: 'trainer==1.0\n',
    packages: { trainer: 'import time; time.sleep(1)' },
  });
  await answerOpenDialog(app, folder);
  await seller.newJob.choose('folder');
  await seller.newJob.fill({ name: 'Train a classifier', gpus: '1' });
  await seller.newJob.submit();
  await expect(seller.job.log.lines.filter({ hasText: 'epoch  18/40' })).toBeVisible({ timeout: 60_000 });
  await expect(window.getByText('1 of 2')).toBeVisible();
  const file = path.join(import.meta.dirname, '..', 'docs', 'screenshot.png');
  await mkdir(path.dirname(file), { recursive: true });
  await window.mouse.move(0, 0);
  await window.screenshot({ path: file });
  await seller.job.cancel();
  await seller.job.reaches('cancelled');
});
