import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultSettings } from '../shared/settings.ts';
import { expect, test } from './harness/app.ts';
import { answerOpenDialog, answerSaveDialog } from './harness/dialogs.ts';
import { violations } from './harness/violations.ts';

// None of these needs an engine.
const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

async function saved(dataFolder: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(dataFolder, 'settings.json'), 'utf8'));
}

test('a setting is found, changed, marked, reset and changed back, with the keyboard', async ({
  launch,
  dataFolder,
}) => {
  const { seller, window } = await launch(noEngine);
  const { settings } = seller;
  const { keyboard } = window;
  await settings.open('Appearance');
  await keyboard.press('Control+f');
  await expect(settings.search.field).toBeFocused();
  await keyboard.type('job timeout');
  await expect(settings.search.hits('Limits')).toHaveText('2');
  await expect(settings.search.hits('Network')).toHaveText('0');
  await expect(settings.search.results).toHaveCount(3);
  await expect(settings.search.current).toContainText('Default job timeout');
  expect(await violations(window), 'a search').toEqual([]);
  await keyboard.press('ArrowUp');
  await expect(settings.search.current).toContainText('Setup timeout');
  await keyboard.press('ArrowDown');
  await expect(settings.search.current).toContainText('Default job timeout');
  await keyboard.press('Enter');

  const input = settings.input('limits.defaultTimeoutSeconds');
  await expect(settings.title).toHaveText('Limits');
  await expect(input).toBeFocused();
  await expect(settings.preset('limits.defaultTimeoutSeconds')).toHaveText('Default: 3600 seconds (1 h)');
  await expect(settings.changed('limits.defaultTimeoutSeconds')).toHaveCount(0);
  await keyboard.press('Control+a');
  await keyboard.type('7200');
  await expect(settings.changed('limits.defaultTimeoutSeconds')).toBeVisible();
  await expect(input).toHaveAccessibleDescription(/Changed\. Default: 3600 seconds/);

  await settings.reset('limits.defaultTimeoutSeconds');
  await expect(input).toHaveValue('3600');
  await expect(input).toBeFocused();
  await expect(settings.changed('limits.defaultTimeoutSeconds')).toHaveCount(0);
  await settings.undo();
  await expect(input).toHaveValue('7200');
  expect(await saved(dataFolder)).toMatchObject({ limits: { defaultTimeoutSeconds: 7200 } });

  await keyboard.press('Control+f');
  await keyboard.type('blockchain');
  await expect(window.getByRole('heading', { name: 'No setting is about that' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(settings.title).toHaveText('Limits');
});

test('a section is reset after a look at what that changes, and all of it comes back', async ({
  launch,
  dataFolder,
}) => {
  const changed = {
    ...defaultSettings,
    setup: { ...defaultSettings.setup, allowlist: ['pypi.org', 'github.com'] },
    queue: { concurrency: 3, accepting: false },
  };
  await writeFile(path.join(dataFolder, 'settings.json'), JSON.stringify(changed));
  const { seller, window } = await launch(noEngine);
  const { settings } = seller;
  await settings.open('Queue');
  const one = await settings.resetMany('section');
  await expect(one.changes).toHaveCount(2);
  await expect(one.change('queue.concurrency')).toContainText('From 3 to 1');
  await one.confirm(/^Reset 2 settings$/);
  await expect(settings.input('queue.concurrency')).toHaveValue('1');
  expect(await saved(dataFolder)).toEqual({ ...changed, queue: defaultSettings.queue });
  await settings.undo();
  await expect(settings.input('queue.concurrency')).toHaveValue('3');
  expect(await saved(dataFolder)).toEqual(changed);

  const all = await settings.resetMany('all');
  await expect(all.change('setup.allowlist')).toContainText('Removed: github.com');
  await expect(all.change('setup.allowlist')).toContainText('Added: *.hf.co');
  expect(await violations(window), 'the dialog').toEqual([]);
  await all.confirm(/^Reset 3 settings$/);
  await expect(window.getByRole('button', { name: 'Reset all…' })).toBeDisabled();
  await expect(settings.search.field).toBeFocused();
  expect(await saved(dataFolder)).toEqual(defaultSettings);
});

test('what lets strangers reach more is said, and asked before it is added', async ({ launch, dataFolder }) => {
  const { seller, window } = await launch(noEngine);
  const { settings } = seller;
  await settings.open('Engine & image');
  await settings.change('engine.endpoint', 'tcp://127.0.0.1:1');
  await expect(settings.caution('engine.endpoint')).toContainText('nothing is encrypted');
  await expect(settings.caution('engine.endpoint')).toHaveAttribute('data-tone', 'warn');

  await settings.open('Network');
  await expect(settings.caution('network.exceptions')).toHaveCount(0);
  const add = window.getByRole('textbox', { name: 'Exception' });
  await add.fill('192.168.1.0/24');
  await add.press('Enter');
  const question = window.getByRole('alertdialog');
  await expect(question).toContainText('Let strangers’ setup reach 192.168.1.0/24?');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(add).toBeFocused();
  await expect(settings.network.exceptions).toHaveText('None: no private address is reached.');
  await settings.network.except('192.168.1.0/24');
  await expect(settings.caution('network.exceptions')).toContainText('inside your own network');
  // A single host of somebody known is not asked about.
  await settings.network.allow('mirror.example.org');
  expect(await violations(window), 'cautions').toEqual([]);
  expect(await saved(dataFolder)).toMatchObject({ network: { exceptions: ['192.168.1.0/24'] } });
});

test('settings are exported and imported into another profile, and taken back', async ({ launch, dataFolder }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'computeswarm-transfer-'));
  const file = path.join(folder, 'mine.json');
  try {
    const first = await launch({ ...noEngine, DOCKER_SETUP_TIMEOUT: '42' });
    await first.seller.settings.open('Limits');
    await first.seller.settings.change('limits.pids', '2048');
    await first.seller.settings.open('Network');
    await first.seller.settings.network.allow('mirror.example.org');
    await answerSaveDialog(first.app, file);
    await first.seller.settings.export();
    await expect(first.window.getByTestId('toast')).toContainText(file);
    await first.quit();
    const exported = JSON.parse(await readFile(file, 'utf8'));
    const allowlist = [...defaultSettings.setup.allowlist, 'mirror.example.org'];
    expect(exported).toEqual({
      app: 'computeswarm-seller',
      version: 1,
      settings: { setup: { allowlist }, limits: { pids: 2048 } },
    });

    // More of everything that a file can have.
    exported.settings.limits.logMiB = 0;
    exported.settings.mining = { on: true };
    exported.settings.setup.network = false;
    await writeFile(file, JSON.stringify(exported));
    await writeFile(path.join(dataFolder, 'settings.json'), JSON.stringify(defaultSettings));
    const { app, seller, window } = await launch({ ...noEngine, DOCKER_NETWORK_ENABLED: 'true' });
    await seller.settings.open('Limits');
    await answerOpenDialog(app, file);
    const preview = await seller.settings.import();
    await expect(preview.changes).toHaveCount(2);
    await expect(preview.change('limits.pids')).toContainText('From 1024 to 2048');
    await expect(preview.change('setup.allowlist')).toContainText('Added: mirror.example.org');
    await expect(preview.refused).toHaveText([
      'Log size: at least 1.',
      'mining.on: This version of the app has no such setting.',
    ]);
    await expect(preview.locked).toHaveText([/Setup network.*DOCKER_NETWORK_ENABLED/]);
    expect(await violations(window), 'the preview').toEqual([]);
    expect(await saved(dataFolder)).toEqual(defaultSettings);
    await preview.confirm(/^Import 2 settings$/);
    await expect(seller.settings.input('limits.pids')).toHaveValue('2048');
    expect(await saved(dataFolder)).toMatchObject({
      setup: { allowlist, network: true },
      limits: { pids: 2048, logMiB: 64 },
    });
    await seller.settings.undo();
    await expect(seller.settings.input('limits.pids')).toHaveValue('1024');
    expect(await saved(dataFolder)).toEqual(defaultSettings);

    await writeFile(file, JSON.stringify({ ...exported, version: 99 }));
    await window.getByRole('button', { name: 'Import…' }).click();
    await expect(window.getByTestId('toast').last()).toContainText('It was written by a newer version of this app.');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    expect(await saved(dataFolder)).toEqual(defaultSettings);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
