import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { linkTo } from '../shared/links.ts';
import { expect, type RunningApp, test } from './harness/app.ts';
import { writeHistory } from './harness/history.ts';
import { beyondKeyboard } from './harness/keyboard.ts';
import { startAgain } from './harness/second-start.ts';
import { trayStandIn } from './harness/tray.ts';
import { violations } from './harness/violations.ts';

const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
const endless = 'import time\nprint("begun", flush=True)\ntime.sleep(3600)';

const palette = (window: Page) => window.getByRole('dialog', { name: 'Command palette' });
const shortcutList = (window: Page) => window.getByRole('dialog', { name: 'Keyboard shortcuts' });
const chosen = (window: Page) => palette(window).getByRole('option', { selected: true });

const isVisible = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** From now on, the system's questions are answered with the button of that index, and kept. */
async function answerQuestions(app: ElectronApplication, button: number): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, response) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    Object.assign(dialog, {
      showMessageBox: (...args: { message?: string }[]) => {
        asked.push(args.at(-1)?.message ?? '');
        return Promise.resolve({ response, checkboxChecked: false });
      },
    });
  }, button);
  return () => app.evaluate(() => Reflect.get(globalThis, 'asked'));
}

/** A job that runs, with its view open. */
async function runningJob({ seller }: RunningApp): Promise<void> {
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Endless', script: endless });
  await expect(seller.job.state).toHaveAttribute('data-state', 'executing');
}

test('the palette goes to views, runs commands and opens jobs, by keyboard alone', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 40);
  const { seller, window } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.rows.first()).toBeVisible();
  const { keyboard } = window;

  await keyboard.press('Control+k');
  await expect(palette(window).getByRole('combobox')).toBeFocused();
  await expect(chosen(window)).toHaveText(/^Overview/);
  await expect(palette(window).getByRole('option', { name: 'New job…' })).toContainText('N');
  await keyboard.type('limits');
  await expect(chosen(window)).toHaveText('Settings: Limits');
  await keyboard.press('Enter');
  await expect(seller.settings.title).toHaveText('Limits');
  await expect(palette(window)).toBeHidden();

  await keyboard.press('Control+k');
  await keyboard.type('pause');
  await expect(chosen(window)).toHaveText('Pause taking jobs');
  await keyboard.press('Enter');
  await expect(seller.shell.accepting).not.toBeChecked();

  await keyboard.press('Control+k');
  await keyboard.type('batch-3');
  await expect(palette(window).getByRole('option')).not.toHaveCount(0);
  await keyboard.press('Control+a');
  await keyboard.type('train a classifier 37');
  await expect(chosen(window)).toContainText('Train a classifier 37');
  await keyboard.press('Enter');
  await expect(seller.job.title).toHaveText('Train a classifier 37');
  await expect(seller.job.title).toBeFocused();

  await keyboard.press('Control+k');
  await keyboard.type('zzzzzz');
  await expect(palette(window).getByText('No command and no job matches.')).toBeVisible();
  await keyboard.press('Enter');
  await keyboard.press('Control+k');
  await expect(palette(window)).toBeHidden();
  await expect(seller.job.title).toHaveText('Train a classifier 37');
});

test('the shortcuts are listed, and do nothing while somebody types', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 3);
  const { seller, window } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.rows.first()).toBeVisible();
  const { keyboard } = window;
  await keyboard.press('?');
  await expect(shortcutList(window)).toBeVisible();
  await expect(shortcutList(window).getByTestId('shortcut').filter({ hasText: 'New job' })).toContainText('Ctrl');
  await keyboard.press('n');
  await expect(seller.newJob.dialog).toBeHidden();
  await keyboard.press('Escape');
  await expect(shortcutList(window)).toBeHidden();

  await keyboard.press('/');
  await expect(seller.jobs.search).toBeFocused();
  await keyboard.type('n?gs');
  await expect(seller.jobs.search).toHaveValue('n?gs');
  await keyboard.press('Escape');
  for (const [keys, title] of [
    [['g', 'd'], 'Storage'],
    [['Control+,'], 'Setup'],
  ] as const) {
    for (const key of keys) await keyboard.press(key);
    await expect(window.getByRole('main').getByRole('heading', { level: 1 })).toHaveText(title);
  }
});

for (const theme of ['Light', 'Dark'] as const) {
  test(`axe finds nothing in palette, shortcuts and settings, ${theme.toLowerCase()}`, async ({
    launch,
    dataFolder,
  }) => {
    writeHistory(dataFolder, 10);
    const { seller, window } = await launch(noEngine);
    await seller.settings.theme(theme);
    await seller.settings.open('Desktop');
    expect(await violations(window), 'settings').toEqual([]);
    await window.keyboard.press('Control+k');
    await expect(palette(window).getByText('Recent jobs')).toBeVisible();
    expect(await violations(window), 'palette').toEqual([]);
    expect(await beyondKeyboard(window), 'palette, by keyboard').toEqual([]);
    await window.keyboard.type('job');
    await expect(palette(window).getByText('Commands', { exact: true })).toBeVisible();
    expect(await violations(window), 'found').toEqual([]);
    await window.keyboard.press('Escape');
    await expect(palette(window)).toBeHidden();
    await window.keyboard.press('?');
    await expect(shortcutList(window)).toBeVisible();
    expect(await violations(window), 'shortcuts').toEqual([]);
    expect(await beyondKeyboard(window), 'shortcuts, by keyboard').toEqual([]);
  });
}

test('a link given to a second start opens the job; one that leads nowhere is said or noted', async ({
  launch,
  dataFolder,
}) => {
  writeHistory(dataFolder, 5);
  const { app, seller, window } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.rows.first()).toBeVisible();
  const id = await window.evaluate(async () => {
    const answer = await document.defaultView?.computeswarm?.jobs.list({
      search: 'Simulate',
      states: [],
      sort: { by: 'created', descending: true },
      offset: 0,
      limit: 1,
    });
    return answer?.ok ? JSON.stringify(answer.value).match(/"id":"([0-9a-z]{20})"/)?.[1] : undefined;
  });
  expect(id).toBeDefined();

  expect(await startAgain(app, dataFolder, linkTo({ view: 'job', id: id ?? '' }))).toBe(0);
  await expect(seller.job.title).toHaveText('Simulate 5');

  await startAgain(app, dataFolder, 'computeswarm://settings/desktop');
  await expect(seller.settings.title).toHaveText('Desktop');

  await startAgain(app, dataFolder, 'computeswarm://job/00000000000000000000');
  await expect(seller.shell.messages).toContainText('This job is not in this history.');
  await expect(seller.settings.title).toHaveText('Desktop');

  await startAgain(app, dataFolder, 'computeswarm://job/../../stop?now=1');
  await expect
    .poll(() => readFile(path.join(dataFolder, 'app.log'), 'utf8').catch(() => ''))
    .toContain('computeswarm://job/../../stop?now=1');
  await expect(seller.settings.title).toHaveText('Desktop');
});

test('closing the window keeps jobs running in the tray and says so once; everything can be stopped', async ({
  launch,
  dataFolder,
}) => {
  const running = await launch(await trayStandIn(dataFolder, true));
  const { app, seller, window } = running;
  await runningJob(running);
  const asked = await answerQuestions(app, 0);
  for (let times = 0; times < 2; times += 1) {
    await closeWindow(app);
    await expect.poll(() => isVisible(app)).toBe(false);
    expect(await asked()).toEqual(['ComputeSwarm Seller keeps running.']);
    // A desktop that starts the app once more wants its window, unless it does so at login.
    await startAgain(app, dataFolder, '--hidden');
    expect(await isVisible(app)).toBe(false);
    await startAgain(app, dataFolder);
    await expect.poll(() => isVisible(app)).toBe(true);
  }
  await expect(seller.job.state).toHaveAttribute('data-state', 'executing');

  await window.keyboard.press('Control+k');
  await window.keyboard.type('stop everything');
  await window.keyboard.press('Enter');
  const confirmation = window.getByRole('alertdialog', { name: 'Stop everything now?' });
  await expect(confirmation).toContainText('1 running job');
  await confirmation.getByRole('button', { name: 'Stop everything' }).click();
  await seller.job.reaches('cancelled');
  await expect(seller.shell.accepting).not.toBeChecked();
});

test('without a tray, closing the window quits, and asks first while a job runs', async ({ launch, dataFolder }) => {
  const running = await launch(await trayStandIn(dataFolder, false));
  const { app, seller, window } = running;
  await runningJob(running);
  await seller.settings.open('Desktop');
  await expect(window.getByText('This desktop shows no tray icons')).toBeVisible();
  const asked = await answerQuestions(app, 0);
  await closeWindow(app);
  await expect.poll(asked).toEqual(['One job is running.']);
  expect(await isVisible(app)).toBe(true);
});

test('the window comes back where and as it was', async ({ launch }) => {
  const bounds = { x: 40, y: 30, width: 940, height: 610 };
  const first = await launch(noEngine);
  await expect(first.seller.shell.engineBanner).toBeVisible();
  await first.app.evaluate(({ BrowserWindow }, wanted) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setBounds(wanted);
    window?.webContents.setZoomLevel(1);
  }, bounds);
  await first.quit();

  const again = await launch(noEngine);
  await expect(again.seller.shell.engineBanner).toBeVisible();
  const found = await again.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return { bounds: window?.getBounds(), zoom: window?.webContents.getZoomLevel() };
  });
  expect(found).toEqual({ bounds, zoom: 1 });
});

test('start at login is an entry of the desktop, there while it is switched on', async ({ launch, dataFolder }) => {
  const entry = path.join(dataFolder, 'config', 'autostart', 'computeswarm-seller.desktop');
  const { seller } = await launch({ ...noEngine, XDG_CONFIG_HOME: path.join(dataFolder, 'config') });
  await seller.settings.open('Desktop');
  await seller.settings.set('desktop.startAtLogin', true);
  expect(await readFile(entry, 'utf8')).toMatch(/^Exec=.* --hidden$/m);
  await seller.settings.set('desktop.startAtLogin', false);
  expect(existsSync(entry)).toBe(false);
});

test('the system’s menu leads into the window', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 1);
  const { app, seller, window } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.rows.first()).toBeVisible();
  const click = (title: string, label: string) =>
    app.evaluate(
      ({ Menu }, [menu, entry]) => {
        const entries = Menu.getApplicationMenu()?.items.find((item) => item.label === menu)?.submenu?.items;
        entries?.find((item) => item.label === entry)?.click();
      },
      [title, label],
    );
  await click('View', 'Storage');
  await expect(window.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('Storage');
  await click('Help', 'Keyboard shortcuts');
  await expect(shortcutList(window)).toBeVisible();
  await click('File', 'New job…');
  await expect(seller.newJob.dialog).toBeVisible();
  await expect(shortcutList(window)).toBeHidden();
});
