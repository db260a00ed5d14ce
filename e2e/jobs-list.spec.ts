import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { jobFolder } from '../electron/jobs/job-folder.ts';
import { writeManyJobs } from '../electron/testing/many-jobs.ts';
import { expect, test } from './harness/app.ts';
import { answerSaveDialog } from './harness/dialogs.ts';
import { violations } from './harness/violations.ts';

const count = 1_500;
/** Nothing runs here, so there need be nothing to run it on. */
const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

test.beforeEach(({ dataFolder }) => writeManyJobs(path.join(dataFolder, 'jobs.db'), count, Date.now()));

test('jobs are chosen, deleted and brought back by keyboard, and gone for good after a restart', async ({
  launch,
  dataFolder,
}) => {
  const { seller, window, quit } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  const { jobs } = seller;
  const { keyboard } = window;
  await expect(jobs.summary).toHaveText('1,500 jobs');
  const id = (await jobs.row(1).getAttribute('data-job-id')) ?? '';
  const left = path.join(jobFolder(dataFolder, id).outputs, 'result.txt');
  mkdirSync(path.dirname(left), { recursive: true });
  writeFileSync(left, 'x');

  await jobs.search.focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('Space');
  await keyboard.press('Shift+ArrowDown');
  await keyboard.press('Shift+ArrowDown');
  await expect(jobs.summary).toHaveText('3 selected');
  await expect(jobs.row(0)).toHaveAttribute('aria-selected', 'false');
  await expect(jobs.row(3)).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Escape');
  await expect(jobs.summary).toHaveText('1,500 jobs');

  await keyboard.press('Home');
  await keyboard.press('ArrowDown');
  await keyboard.press('Delete');
  await expect(jobs.summary).toHaveText('1,499 jobs');
  await expect(jobs.undo).toBeVisible();
  await expect(jobs.opener(1)).toBeFocused();
  await keyboard.press('Control+z');
  await expect(jobs.summary).toHaveText('1,500 jobs');
  await expect(jobs.row(1)).toHaveAttribute('data-job-id', id);
  expect(existsSync(left)).toBe(true);

  await keyboard.press('Control+a');
  await expect(jobs.summary).toHaveText('1,500 selected');
  await keyboard.press('Home');
  await keyboard.press('Space');
  await expect(jobs.summary).toHaveText('1,499 selected');
  await keyboard.press('Delete');
  const asked = window.getByRole('alertdialog', { name: 'Delete 1,499 jobs?' });
  await expect(asked).toContainText(/\d+ files, [\d.]+ KiB/);
  await asked.getByRole('button', { name: 'Delete 1,499 jobs' }).click();
  await expect(jobs.rows).toHaveCount(1);
  await quit();

  const again = await launch(noEngine);
  await again.seller.shell.goTo('Jobs');
  await expect(again.seller.jobs.summary).toHaveText('1 job');
  await expect.poll(() => existsSync(left)).toBe(false);
});

test('a long list is sorted, searched and scrolled to its end', async ({ launch }) => {
  const { seller, window } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  const { jobs } = seller;
  await jobs.sortBy('Job');
  await expect(jobs.sorted).toHaveAttribute('aria-sort', 'ascending');
  await expect(jobs.opener(0)).toHaveText('Embed documents 4');
  await jobs.sortBy('Job');
  await expect(jobs.sorted).toHaveAttribute('aria-sort', 'descending');
  await expect(jobs.opener(0)).toHaveText('Train a classifier 1499');
  await jobs.opener(0).focus();
  await window.keyboard.press('End');
  await expect(jobs.opener(count - 1)).toHaveText('Embed documents 4');
  await expect(jobs.opener(count - 1)).toBeFocused();

  await jobs.search.pressSequentially('sweep');
  await expect(jobs.summary).toHaveText('214 of 1,500 jobs');
  await jobs.search.fill('nothing like it');
  await expect(window.getByRole('heading', { name: 'No job matches' })).toBeVisible();
  await window.getByRole('button', { name: 'Show all jobs' }).click();
  await jobs.filter('Failed');
  await expect(jobs.summary).toHaveText('214 of 1,500 jobs');
});

test('what is chosen is exported, and all that match where nothing is', async ({ launch, dataFolder }) => {
  const { app, seller } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  const { jobs } = seller;
  const csv = path.join(dataFolder, 'jobs.csv');
  await answerSaveDialog(app, csv);
  await jobs.opener(0).click({ modifiers: ['Control'] });
  await jobs.opener(2).click({ modifiers: ['Shift'] });
  await expect(jobs.summary).toHaveText('3 selected');
  await jobs.export('CSV');
  await expect.poll(() => readFile(csv, 'utf8').catch(() => '')).toContain('id,name,state');
  const lines = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  const id = await jobs.row(0).getAttribute('data-job-id');
  expect(lines[1]?.split(',').slice(0, 3)).toEqual([id, await jobs.opener(0).textContent(), 'succeeded']);

  const json = path.join(dataFolder, 'jobs.json');
  await answerSaveDialog(app, json);
  await jobs.filter('Failed');
  await expect(jobs.summary).toHaveText('214 of 1,500 jobs');
  await jobs.export('JSON');
  await expect.poll(() => readFile(json, 'utf8').catch(() => '')).not.toBe('');
  const failed = JSON.parse(await readFile(json, 'utf8'));
  expect(failed).toHaveLength(214);
  expect(failed[0]).toMatchObject({ state: 'failed', exitCode: 1, failureCode: 'script_failed' });
});

test('axe finds nothing while jobs are chosen and after they were deleted', async ({ launch }) => {
  const { seller, window } = await launch(noEngine);
  await seller.shell.goTo('Jobs');
  const { jobs } = seller;
  await jobs.row(1).getByRole('checkbox').click();
  await expect(jobs.summary).toHaveText('1 selected');
  expect(await violations(window)).toEqual([]);
  await jobs.delete.click();
  await expect(jobs.undo).toBeVisible();
  expect(await violations(window)).toEqual([]);
});
