import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultSettings } from '../shared/settings.ts';
import { expect, test } from './harness/app.ts';
import { answerOpenDialog } from './harness/dialogs.ts';
import { writeJobFolder } from './harness/job-folder.ts';

const script = 'print("it ran")\n';

test('a changed setup timeout is obeyed by the next job', async ({ launch, dataFolder }) => {
  const { app, seller, quit } = await launch();
  await seller.shell.ready();
  await seller.settings.open('Setup');
  await seller.settings.change('setup.timeoutSeconds', '10');

  const endless = await writeJobFolder(dataFolder, {
    script,
    requirements: 'endless==1.0\n',
    packages: { endless: 'import time; time.sleep(3600)' },
  });
  await answerOpenDialog(app, endless);
  await seller.newJob.choose('folder');
  await expect(seller.newJob.field('requirements')).toHaveValue('endless==1.0');
  await seller.newJob.submit();

  const failure = await seller.job.failsWith('setup_timed_out', 'timed_out');
  await expect(failure).toContainText('Setup was not finished after 10 s');
  await expect(failure).toContainText('Setup timeout');
  await expect(seller.job.phase('setup')).toHaveAttribute('data-status', 'failed');
  await expect(seller.job.phase('executing')).toHaveAttribute('data-status', 'skipped');
  await expect(seller.job.log.lines.filter({ hasText: 'it ran' })).toHaveCount(0);
  await expect(await seller.job.limit('Time, setup')).toHaveText('10 s');

  await seller.job.failure.getByRole('button', { name: 'Open settings' }).click();
  await expect(seller.settings.input('setup.timeoutSeconds')).toHaveValue('10');

  await quit();
  const again = await launch();
  await again.seller.settings.open('Setup');
  await expect(again.seller.settings.input('setup.timeoutSeconds')).toHaveValue('10');
});

test('without the setup network a job that needs packages fails before anything runs', async ({ launch }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.settings.open('Setup');
  await seller.settings.set('setup.network', false);
  await seller.newJob.run({ name: 'Needs a package', script, requirements: 'not-in-the-image==3.1\npip' });

  const failure = await seller.job.failsWith('requirements_offline');
  await expect(failure).toContainText('not-in-the-image');
  await expect(failure).not.toContainText('pip,');
  await expect(failure).toContainText('Setup network');
  await expect(seller.job.phase('preparing')).toHaveAttribute('data-status', 'failed');
  for (const phase of ['setup', 'executing', 'collecting'] as const)
    await expect(seller.job.phase(phase)).toHaveAttribute('data-status', 'skipped');
  await expect(seller.job.log.box).toContainText('Preparing');
  await expect(seller.job.log.box).not.toContainText('it ran');
  await expect(await seller.job.limit('Network in setup')).toHaveText('Off');

  await seller.job.failure.getByRole('button', { name: 'Open settings' }).click();
  await expect(seller.settings.title).toHaveText('Setup');
  await seller.settings.set('setup.network', true);
  await seller.shell.goTo('Jobs');
  await seller.jobs.open('Needs a package');
  await seller.job.button('Run again').click();
  // The machine that runs the tests reaches no index, so how setup ends says nothing: that it began does.
  await expect(seller.job.phase('setup')).toHaveAttribute('data-status', 'active');
  await expect(await seller.job.limit('Network in setup')).toHaveText('On');
});

test('without the setup network a job runs whose requirements the image has', async ({ launch }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.settings.open('Setup');
  await seller.settings.set('setup.network', false);
  await seller.newJob.run({ name: 'Satisfied', script, requirements: 'pip' });
  await seller.job.reaches('succeeded');
  await expect(seller.job.phase('setup')).toHaveAttribute('data-status', 'skipped');
  await expect(seller.job.log.lines.filter({ hasText: 'it ran' })).toBeVisible();
});

test('what is not valid is said under its field and not saved', async ({ launch, dataFolder }) => {
  const { seller, window } = await launch();
  const wrong = [
    ['Setup', 'setup.timeoutSeconds', '5', /at least 10 seconds/],
    ['Setup', 'setup.timeoutSeconds', '99999999', /at most 86400 seconds/],
    ['Setup', 'setup.timeoutSeconds', 'soon', /write a number/],
    ['Network', 'network.uploadMiB', '0', /at least 1/],
    ['Network', 'network.hubUrl', 'http://hub.example', /starts with https/],
    ['Limits', 'limits.pids', '1.5', /whole number/],
    ['Limits', 'limits.logMiB', '0', /at least 1/],
    ['Queue', 'queue.concurrency', '-1', /at least 1/],
    ['Engine & image', 'engine.image', 'no spaces here', /image name/],
    ['Engine & image', 'engine.endpoint', 'localhost', /socket path/],
  ] as const;
  for (const [section, setting, value, says] of wrong) {
    await test.step(`${setting} = ${value}`, async () => {
      await seller.settings.open(section);
      const input = seller.settings.input(setting);
      await input.fill(value);
      await expect(seller.settings.error(setting)).toHaveText(says);
      await expect(input).toHaveAttribute('aria-invalid', 'true');
      await input.press('Tab');
    });
  }
  await seller.settings.open('Network');
  await window.getByRole('textbox', { name: 'Host to allow' }).fill('https://pypi.org/simple');
  await window.getByRole('button', { name: 'Add host' }).click();
  await expect(seller.settings.error('setup.allowlist')).toHaveText(/Write a host name/);

  // A valid change afterwards writes the file: nothing of the above may be in it.
  await seller.settings.open('Setup');
  await seller.settings.set('setup.gpus', false);
  const saved: unknown = JSON.parse(await readFile(path.join(dataFolder, 'settings.json'), 'utf8'));
  expect(saved).toEqual({ ...defaultSettings, setup: { ...defaultSettings.setup, gpus: false } });
  await window.reload();
  await seller.settings.open('Setup');
  await expect(seller.settings.input('setup.timeoutSeconds')).toHaveValue('300');
  await expect(seller.settings.toggle('setup.gpus')).not.toBeChecked();
});

test('a variable of the environment decides a setting and locks it', async ({ launch }) => {
  const { seller } = await launch({
    DOCKER_SETUP_TIMEOUT: '42',
    DOCKER_NETWORK_ENABLED: 'false',
    DOCKER_NETWORK_WHITELIST: 'example.org',
  });
  await seller.settings.open('Setup');
  const timeout = seller.settings.row('setup.timeoutSeconds');
  await expect(seller.settings.input('setup.timeoutSeconds')).toHaveValue('42');
  await expect(seller.settings.input('setup.timeoutSeconds')).toBeDisabled();
  await expect(timeout.getByTestId('locked')).toContainText('DOCKER_SETUP_TIMEOUT');
  await expect(seller.settings.toggle('setup.network')).not.toBeChecked();
  await expect(seller.settings.toggle('setup.network')).toBeDisabled();
  await expect(seller.settings.row('setup.network').getByTestId('locked')).toContainText('DOCKER_NETWORK_ENABLED');
  // What no variable decides stays open.
  await expect(seller.settings.toggle('setup.gpus')).toBeEnabled();
  await seller.settings.open('Network');
  await expect(seller.settings.network.allowedHosts).toHaveText(['example.org']);
  await expect(seller.settings.row('setup.allowlist').getByTestId('locked')).toContainText('DOCKER_NETWORK_WHITELIST');
  await expect(seller.settings.toggle('setup.wheelsOnly')).toBeEnabled();
});

test('a .env file in the data folder decides too, and a variable that means nothing is told', async ({
  launch,
  dataFolder,
}) => {
  await writeFile(path.join(dataFolder, '.env'), 'DOCKER_SETUP_TIMEOUT=77\nDOCKER_NETWORK_ENABLED=perhaps\n');
  const { seller } = await launch();
  await expect(seller.shell.notices).toContainText('DOCKER_NETWORK_ENABLED');
  await expect(seller.shell.notices).toContainText('perhaps');
  await seller.settings.open('Setup');
  await expect(seller.settings.input('setup.timeoutSeconds')).toHaveValue('77');
  await expect(seller.settings.toggle('setup.network')).toBeEnabled();
});

test('a settings file cut in half is kept aside, and the app works', async ({ launch, dataFolder }) => {
  const file = path.join(dataFolder, 'settings.json');
  const whole = JSON.stringify({ ...defaultSettings, queue: { concurrency: 3, accepting: true } }, null, 2);
  await writeFile(file, whole);
  await truncate(file, Math.floor(whole.length / 2));

  const { seller } = await launch();
  await expect(seller.shell.notices).toContainText('The settings file was damaged');
  const aside = (await readdir(dataFolder)).filter((name) => name.startsWith('settings.json.corrupt-'));
  expect(aside).toHaveLength(1);
  expect(await readFile(path.join(dataFolder, aside[0] ?? ''), 'utf8')).toBe(whole.slice(0, whole.length / 2));
  await expect(seller.shell.notices).toContainText(aside[0] ?? 'a name');

  await seller.shell.notices.getByRole('button', { name: 'Dismiss' }).click();
  await expect(seller.shell.notices).toBeHidden();
  await seller.settings.open('Queue');
  await expect(seller.settings.input('queue.concurrency')).toHaveValue('1');
  await seller.settings.change('queue.concurrency', '2');
  await seller.shell.goTo('Jobs');
  await seller.shell.ready();
  await seller.jobs.runExample('Hello');
  await seller.job.reaches('succeeded');
});
