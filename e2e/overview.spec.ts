import { expect, test } from './harness/app.ts';
import { violations } from './harness/violations.ts';

const endless = 'import time\nprint("begun", flush=True)\ntime.sleep(3600)';

test('a new installation says what to do first, and takes a price', async ({ launch }) => {
  const { seller, window } = await launch();
  const { overview } = seller;
  await seller.shell.ready();
  await expect(overview.step('engine')).toHaveAttribute('data-state', 'done');
  await expect(overview.step('image')).toHaveAttribute('data-state', 'done');
  await expect(overview.step('example')).toHaveAttribute('data-state', 'open');
  await expect(overview.safety).toHaveAttribute('data-risky', '0');
  for (const theme of ['Light', 'Dark'] as const) {
    await seller.settings.theme(theme);
    await seller.shell.goTo('Overview');
    await expect(overview.step('price')).toBeVisible();
    expect(await violations(window), theme).toEqual([]);
  }

  await overview.step('price').getByRole('button').click();
  const field = window.getByRole('textbox', { name: 'Price per hour' });
  await expect(field).toBeFocused();
  await field.fill('2.00001');
  await expect(window.getByText('At most four decimals.')).toBeVisible();
  await field.fill('3.6');
  await field.blur();
  await seller.shell.goTo('Overview');
  await expect(overview.step('price')).toHaveAttribute('data-state', 'done');
  await expect(overview.step('price')).toContainText('$3.60 an hour');
});

test('what runs is shown with its phase, and what it came to when it is over', async ({ launch }) => {
  const { seller, window } = await launch();
  const { overview } = seller;
  await seller.shell.ready();
  await window.evaluate(() => document.defaultView?.computeswarm?.settings.update({ pricing: { perHour: 3.6 } }));
  await seller.newJob.run({ name: 'Quick', script: 'print("done")' });
  await seller.job.reaches('succeeded');
  await seller.newJob.run({ name: 'Endless', script: endless });
  await seller.job.reaches('executing');
  await seller.newJob.run({ name: 'Waiting', script: 'print("waits")' });

  await seller.shell.goTo('Overview');
  await expect(overview.running).toHaveAttribute('data-state', 'executing');
  await expect(overview.running).toContainText('Endless');
  await expect(overview.running).toContainText('at most 1 h');
  await expect(overview.queued).toContainText('Waiting');
  await expect(overview.today('succeeded')).toHaveText('1');
  // A second at the least: a thousandth of 3.60.
  await expect(overview.today('worth')).toHaveText(/^\$0\.00[1-9]\d?$/);
  for (const theme of ['Light', 'Dark'] as const) {
    await seller.settings.theme(theme);
    await seller.shell.goTo('Overview');
    expect(await violations(window), theme).toEqual([]);
  }

  await overview.running.getByRole('button', { name: 'Cancel Endless' }).click();
  await window.getByRole('alertdialog').getByRole('button', { name: 'Cancel job' }).click();
  await expect(overview.today('other')).toHaveText('1');
  await expect(overview.today('succeeded')).toHaveText('2');
});

test('what is wrong is told with its remedy, and all of it in German', async ({ launch }) => {
  const { seller, window } = await launch({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
  const { overview } = seller;
  await expect(seller.shell.engineBanner).toBeVisible();
  await window.evaluate(() =>
    document.defaultView?.computeswarm?.settings.update({
      queue: { accepting: false },
      setup: { allowlist: ['pypi.org', 'github.com'] },
      appearance: { language: 'de' },
    }),
  );
  await expect(overview.safety).toContainText('Einstellungen bergen ein Risiko');
  await expect(overview.step('engine')).toHaveAttribute('data-state', 'open');
  const paused = overview.attention.and(window.locator('[data-kind="paused"]'));
  await paused.getByRole('button', { name: 'Fortsetzen' }).click();
  await expect(paused).toHaveCount(0);
  expect(await violations(window)).toEqual([]);
  await overview.attention.last().getByRole('button').click();
  await expect(window.locator('[data-setting="setup.allowlist"]')).toBeVisible();
});
