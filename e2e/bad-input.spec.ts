import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { envelopeSchema } from '../shared/ipc.ts';
import type { JobDraft } from '../shared/jobs.ts';
import { maxNameLength } from '../shared/text.ts';
import { expect, test } from './harness/app.ts';
import { answerOpenDialog } from './harness/dialogs.ts';
import { writeJobFolder } from './harness/job-folder.ts';

const script = 'print("it ran")\n';

const refusedRequirements = [
  ['-r other.txt', /pip options are not accepted.*\(-r\)/],
  ['--requirement=other.txt', /pip options are not accepted.*\(--requirement\)/],
  ['-e .', /pip options are not accepted.*\(-e\)/],
  ['--index-url https://example.invalid/simple', /pip options are not accepted.*\(--index-url\)/],
  ['--extra-index-url=https://example.invalid', /pip options are not accepted/],
  ['numpy --global-option=x', /pip options are not accepted.*\(--global-option\)/],
  ['./local-package', /a local path is not accepted/],
  ['/etc/passwd', /a local path is not accepted/],
  ['some.whl', /a local path is not accepted/],
  ['git+https://example.invalid/repository.git', /an address is not accepted/],
  ['https://example.invalid/package.tar.gz', /an address is not accepted/],
  ['package @ https://example.invalid/package.whl', /an address is not accepted/],
  ['numpy=1.0', /is not a version/],
  ['$(reboot)', /does not start with a package name/],
] as const;

test('what the form does not take is said under the field, and nothing typed is lost', async ({ launch }) => {
  const { seller } = await launch();
  const { newJob } = seller;
  await newJob.write({ name: 'My job', requirements: 'numpy', timeout: '60' });

  await test.step('an empty script', async () => {
    await newJob.submit();
    await expect(newJob.errorOf('script')).toHaveText('The script is empty.');
    await expect(newJob.field('script')).toBeFocused();
    await newJob.fill({ script: '  \n\t\n' });
    await newJob.submit();
    await expect(newJob.errorOf('script')).toHaveText('The script is empty.');
  });

  await test.step('a script of 5 MB', async () => {
    await newJob.fill({ script: `# ${'a'.repeat(5_000_000)}` });
    await newJob.submit();
    await expect(newJob.errorOf('script')).toHaveText('The script has 4.8 MiB; at most 4.0 MiB are accepted.');
    await newJob.fill({ script });
    await expect(newJob.errorOf('script')).toBeHidden();
  });

  for (const [line, problem] of refusedRequirements) {
    await test.step(`the requirement ${line}`, async () => {
      await newJob.fill({ requirements: `numpy\n# a comment\n${line}\n` });
      await newJob.submit();
      await expect(newJob.errorOf('requirements')).toHaveText(problem);
      await expect(newJob.errorOf('requirements')).toHaveText(/^Line 3: /);
    });
  }
  await newJob.fill({ requirements: '' });

  const wrongNumbers = [
    ['timeout', '0', 'At least 1 second.'],
    ['timeout', '-5', 'At least 1 second.'],
    ['timeout', '1.5', 'Write whole seconds, or leave it empty.'],
    ['timeout', 'an hour', 'Write whole seconds, or leave it empty.'],
    ['timeout', String(365 * 86_400), 'At most 86400 seconds (1 d), as set under Limits.'],
    ['gpus', '-1', 'Write a whole number, 0 for none.'],
    ['gpus', '0.5', 'Write a whole number, 0 for none.'],
    ['gpus', '1000', 'At most 64.'],
    ['memory', 'a lot', 'Write a number of GiB, or leave it empty.'],
  ] as const;
  for (const [name, value, problem] of wrongNumbers) {
    await test.step(`${name} = ${value}`, async () => {
      const before = await newJob.field(name).inputValue();
      await newJob.fill({ [name]: value });
      await newJob.submit();
      await expect(newJob.errorOf(name)).toHaveText(problem);
      await newJob.fill({ [name]: before });
      await expect(newJob.errorOf(name)).toBeHidden();
    });
  }

  await expect(newJob.field('name')).toHaveValue('My job');
  await expect(newJob.field('script')).toHaveValue(script);
  await expect(newJob.field('timeout')).toHaveValue('60');
  await newJob.dialog.getByRole('button', { name: 'Cancel' }).click();
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.firstRun).toBeVisible();
});

test('a form that was refused can be mended and sent', async ({ launch, dataFolder }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  // The disk says no after the form was right: nothing that was typed may be lost then either.
  await writeFile(path.join(dataFolder, 'jobs'), 'a file where the folder of the jobs has to be');
  await seller.newJob.write({ name: 'Once more', script });
  await seller.newJob.submit();
  await expect(seller.newJob.problem).toBeVisible();
  await expect(seller.newJob.field('script')).toHaveValue(script);
  await expect(seller.newJob.field('name')).toHaveValue('Once more');
});

/** Sends a draft past the form, as a hostile page in the window would; returns the failure. */
async function refusalOf(window: Page, draft: JobDraft) {
  const answer = await window.evaluate((sent) => document.defaultView?.computeswarm?.jobs.submit(sent), draft);
  const envelope = envelopeSchema.parse(answer);
  if (envelope.ok) throw new Error('The job was accepted.');
  return envelope.failure;
}

const draft: Extract<JobDraft, { kind: 'form' }> = {
  kind: 'form',
  name: '',
  scriptText: script,
  requirementsText: '',
  gpuCount: 0,
  gpuMinMemoryMiB: 0,
  timeoutSeconds: null,
};

test('the main process refuses the same by itself', async ({ launch }) => {
  const { seller, window } = await launch();
  const refused: [Partial<typeof draft>, string, RegExp][] = [
    [{ scriptText: '' }, 'invalid_job', /empty/],
    [{ scriptText: 'a'.repeat(5_000_000) }, 'invalid_job', /larger than 4 MiB/],
    [{ requirementsText: '-r other.txt' }, 'invalid_requirements', /-r/],
    [{ gpuCount: -1 }, 'invalid_job', /GPUs/],
    [{ gpuCount: 0.5 }, 'invalid_job', /GPUs/],
    [{ timeoutSeconds: 0 }, 'invalid_job', /timeout/],
    [{ timeoutSeconds: 365 * 86_400 }, 'invalid_job', /timeout/],
    [{ timeoutSeconds: 86_401 }, 'invalid_job', /86400 seconds here/],
  ];
  for (const [change, code, says] of refused) {
    const failure = await refusalOf(window, { ...draft, ...change });
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(says);
  }
  const folder = await refusalOf(window, { kind: 'path', path: '/nonexistent', overrides: {} });
  expect(folder.message).toContain('does not exist');
  const example = await refusalOf(window, { kind: 'example', example: '../../etc' });
  expect(example.code).toBe('not_found');
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.firstRun).toBeVisible();
});

test('a name with markup, controls and direction overrides is shown as plain text', async ({ launch }) => {
  const { app, seller, window } = await launch();
  await seller.shell.ready();
  const name = `<img src=x onerror="document.title='owned'">\u202e\u0007\u001b[31m ${'long '.repeat(60)}`;
  await seller.newJob.run({ name, script });
  const title = (await seller.job.title.textContent()) ?? '';
  expect(title).toContain('<img src=x onerror=');
  expect(title.length).toBeLessThanOrEqual(maxNameLength);
  expect(title).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  await seller.job.reaches('succeeded');
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.named(title)).toHaveCount(1);
  await expect(window.locator('img')).toHaveCount(0);
  await expect(window).toHaveTitle('ComputeSwarm Seller');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())).not.toContain(
    'owned',
  );
});

test('a folder that is no job is refused with what to do', async ({ launch, dataFolder }) => {
  const { app, seller } = await launch();
  const empty = path.join(dataFolder, 'empty');
  await mkdir(empty);
  await answerOpenDialog(app, empty);
  await seller.newJob.choose('folder');
  await expect(seller.newJob.refusal).toContainText('script.py');

  const broken = await writeJobFolder(dataFolder, { script });
  await writeFile(path.join(broken, 'job.json'), '{ "name": "cut');
  await answerOpenDialog(app, broken);
  await seller.newJob.dialog.getByRole('button', { name: 'Choose folder…' }).click();
  await expect(seller.newJob.refusal).toContainText('job.json');

  const options = await writeJobFolder(dataFolder, { script, requirements: 'numpy\n-r more.txt\n' });
  await answerOpenDialog(app, options);
  await seller.newJob.dialog.getByRole('button', { name: 'Choose folder…' }).click();
  await expect(seller.newJob.refusal).toContainText('line 2');

  const good = await writeJobFolder(dataFolder, { script });
  await answerOpenDialog(app, good);
  await seller.newJob.dialog.getByRole('button', { name: 'Choose folder…' }).click();
  await expect(seller.newJob.dialog).toContainText('runs script.py');
});

test('a missing image is told, and the job that needs it fails with the way to prepare it', async ({ launch }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.settings.open('Engine & image');
  await seller.settings.change('engine.image', 'computeswarm/not-there:1');
  await expect(seller.shell.image).toHaveAttribute('data-status', 'missing');
  await expect(seller.shell.imageBanner).toContainText('computeswarm/not-there:1');

  await seller.newJob.run({ name: 'No image', script });
  const failure = await seller.job.failsWith('image_missing');
  await expect(failure).toContainText('computeswarm/not-there:1');
  await failure.getByRole('button', { name: 'Prepare image' }).click();
  // There is no registry in reach of the tests' engines.
  await expect(seller.shell.image).toHaveAttribute('data-status', 'failed');
  await expect(seller.shell.imageBanner).toContainText('no image registry is in reach');

  await seller.settings.open('Engine & image');
  await seller.settings.row('engine.image').getByRole('button', { name: 'Reset Sandbox image' }).click();
  await seller.shell.ready();
  await expect(seller.shell.imageBanner).toBeHidden();
  await seller.shell.goTo('Jobs');
  await seller.jobs.open('No image');
  await seller.job.button('Run again').click();
  await seller.job.reaches('succeeded');
});
