import { expect, type RunningApp, test } from './harness/app.ts';
import { gpuStandIn } from './harness/gpus.ts';
import { writeHistory } from './harness/history.ts';
import { beyondKeyboard } from './harness/keyboard.ts';
import { violations } from './harness/violations.ts';
import { sectionNames } from './pages/settings.ts';

const failing = 'import sys\nprint("oh", file=sys.stderr)\nsys.exit(3)';
const endless = 'import time\nprint("begun", flush=True)\ntime.sleep(3600)';

/** Visits views, and calls `look` in each. */
type Walk = (running: RunningApp, look: (where: string) => Promise<void>) => Promise<void>;

const walks: Readonly<Record<string, Walk>> = {
  async 'settings and empty views'({ seller }, look) {
    await look('first steps');
    for (const section of sectionNames) {
      await seller.settings.open(section);
      await look(section);
    }
    await seller.shell.goTo('Storage');
    await expect(seller.storage.empty).toBeVisible();
    await look('nothing kept');
    await seller.shell.goTo('Jobs');
    await look('no jobs');
  },
  async 'GPUs and jobs'({ seller }, look) {
    await seller.shell.goTo('GPUs');
    await expect(seller.gpus.cards).toHaveCount(2);
    await look('GPUs');

    await seller.newJob.write({ name: 'Fails', script: failing, gpus: 'many' });
    await look('new job');
    await seller.newJob.fill({ gpus: '0' });
    await seller.newJob.submit();
    await seller.job.failsWith('script_failed');
    await look('a failed job');
    for (const tab of ['Usage', 'Outputs', 'Network', 'Requirements', 'Environment', 'Models', 'Limits'] as const) {
      await seller.job.tab(tab);
      await look(tab);
    }

    await seller.newJob.run({ name: 'Runs', script: endless });
    await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
    await look('a running job');
    await seller.shell.goTo('Jobs');
    await look('jobs');
    await seller.shell.goTo('Overview');
    await look('overview');
  },
};

for (const [views, walk] of Object.entries(walks)) {
  test(`axe finds nothing in ${views}`, async ({ launch, dataFolder }) => {
    const running = await launch((await gpuStandIn(dataFolder, { gpus: 2 })).environment);
    await running.seller.shell.ready();
    await running.seller.settings.theme('Light');
    await running.seller.shell.goTo('Overview');
    await walk(running, async (where) => expect(await violations(running.window), where).toEqual([]));
  });

  test(`the keyboard reaches all of ${views}, and the dark theme can be read`, async ({ launch, dataFolder }) => {
    const running = await launch((await gpuStandIn(dataFolder, { gpus: 2 })).environment);
    await running.seller.shell.ready();
    await running.seller.settings.theme('Dark');
    await running.seller.shell.goTo('Overview');
    await walk(running, async (where) => {
      expect(await beyondKeyboard(running.window), where).toEqual([]);
      // A theme changes nothing but colours.
      expect(await violations(running.window, ['color-contrast']), where).toEqual([]);
    });
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
