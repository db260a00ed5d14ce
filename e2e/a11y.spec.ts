import { expect, test } from './harness/app.ts';
import { gpuStandIn } from './harness/gpus.ts';
import { writeHistory } from './harness/history.ts';
import { beyondKeyboard } from './harness/keyboard.ts';
import { violations } from './harness/violations.ts';

const failing = 'import sys\nprint("oh", file=sys.stderr)\nsys.exit(3)';
const endless = 'import time\nprint("begun", flush=True)\ntime.sleep(3600)';

for (const theme of ['Light', 'Dark'] as const) {
  test(`axe finds nothing in any view, ${theme.toLowerCase()}, and the keyboard reaches all`, async ({
    launch,
    dataFolder,
  }) => {
    const gpus = await gpuStandIn(dataFolder, { gpus: 2 });
    const { seller, window } = await launch(gpus.environment);
    await seller.shell.ready();
    const allIsReached = async (where: string) => {
      expect(await violations(window), where).toEqual([]);
      // Colours have no say in it.
      if (theme === 'Light') expect(await beyondKeyboard(window), `${where}, by keyboard`).toEqual([]);
    };
    await seller.settings.theme(theme);
    for (const section of [
      'Setup',
      'Network',
      'Models',
      'Storage',
      'Limits',
      'Queue',
      'Pricing',
      'Engine & image',
      'Appearance',
    ] as const) {
      await seller.settings.open(section);
      await allIsReached(section);
    }
    await seller.shell.goTo('Storage');
    await expect(seller.storage.empty).toBeVisible();
    await allIsReached('nothing kept');
    await seller.shell.goTo('Jobs');
    await allIsReached('no jobs');
    await seller.shell.goTo('GPUs');
    await expect(seller.gpus.cards).toHaveCount(2);
    await allIsReached('GPUs');

    await seller.newJob.write({ name: 'Fails', script: failing, gpus: 'many' });
    await allIsReached('new job');
    await seller.newJob.fill({ gpus: '0' });
    await seller.newJob.submit();
    await seller.job.failsWith('script_failed');
    await allIsReached('a failed job');
    for (const tab of ['Usage', 'Outputs', 'Network', 'Requirements', 'Environment', 'Models', 'Limits'] as const) {
      await seller.job.tab(tab);
      await allIsReached(tab);
    }

    await seller.newJob.run({ name: 'Runs', script: endless });
    await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
    await allIsReached('a running job');
    await seller.shell.goTo('Jobs');
    await allIsReached('jobs');
  });
}

test('axe finds nothing without GPUs, without an engine and with a long history', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 300);
  const { seller, window } = await launch({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
  await expect(seller.shell.engineBanner).toBeVisible();
  expect(await violations(window), 'overview').toEqual([]);
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.rows.first()).toBeVisible();
  expect(await violations(window)).toEqual([]);
  await seller.shell.goTo('GPUs');
  expect(await violations(window)).toEqual([]);
});

test('a job is written, watched and cancelled with the keyboard alone', async ({ launch }) => {
  const { seller, window } = await launch();
  await seller.shell.ready();
  const { keyboard } = window;
  const tabTo = async (name: string | RegExp, role: 'button' | 'tab' | 'textbox') => {
    const wanted = window.getByRole(role, { name, exact: typeof name === 'string' });
    for (let presses = 0; presses < 60; presses += 1) {
      if (await wanted.evaluateAll((all) => all.some((element) => element === document.activeElement))) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${name}.`);
  };
  await keyboard.press('n');
  await expect(seller.newJob.dialog).toBeVisible();
  await tabTo(/./, 'tab');
  await keyboard.press('ArrowRight');
  await seller.newJob.dialog.getByRole('tab', { name: 'Write a script', selected: true }).waitFor();
  await tabTo('Name', 'textbox');
  await keyboard.type('By keyboard');
  await tabTo('Python script', 'textbox');
  await keyboard.insertText(endless);
  await tabTo('Run job', 'button');
  await keyboard.press('Enter');
  await expect(seller.job.title).toHaveText('By keyboard');
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  await tabTo('Cancel job', 'button');
  await keyboard.press('Enter');
  await window.getByRole('alertdialog').waitFor();
  await tabTo('Cancel job', 'button');
  await keyboard.press('Enter');
  await seller.job.reaches('cancelled');
});
