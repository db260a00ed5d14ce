import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { environmentLockSchema } from '../shared/environments.ts';
import { expect, test, testEngineHost } from './harness/app.ts';
import { answerSaveDialog } from './harness/dialogs.ts';
import { generated, startWorld, text, type World } from './harness/world/world.ts';
import { writeWorldSettings } from './harness/world-settings.ts';

const model = 'owner/tiny';
const size = 12_000_000;
const script = `# /// script
# dependencies = ["stored-package"]
# [tool.computeswarm]
# models = ["${model}"]
# ///
import stored_package
from huggingface_hub import snapshot_download
from pathlib import Path
print("ran with", stored_package.version, "and", sum(file.stat().st_size for file in Path(snapshot_download("${model}")).iterdir()))
`;
const printed = `ran with 1.0 and ${size + 2}`;

let world: World;

test.beforeAll(async () => {
  world = await startWorld(testEngineHost());
  await world.publishPackage({
    name: 'stored-package',
    files: [{ kind: 'wheel', files: { 'stored.bin': generated(size, 1) } }],
  });
  await world.publishRepository({
    id: model,
    files: { 'config.json': { content: text('{}') }, 'model.bin': { content: generated(size, 2), lfs: true } },
  });
});
test.beforeEach(() => world.reset());
test.afterAll(() => world.close());

test('a job’s packages and model are seen on their way, kept, used again at once, and cleared', async ({
  launch,
  dataFolder,
}) => {
  // A first run of setup that takes some seconds, and a second job with its own.
  test.slow();
  await writeWorldSettings(world, dataFolder);
  await world.faults.add({ host: 'files.test', fault: { kind: 'slow', bytesPerSecond: 2_500_000 } });
  await world.faults.add({ host: 'cdn.hub.test', fault: { kind: 'slow', bytesPerSecond: 900_000 } });
  const { app, seller } = await launch();
  await seller.shell.ready();
  await seller.shell.goTo('Storage');
  await expect(seller.storage.empty).toBeVisible();

  await seller.newJob.run({ name: 'First', script });
  await expect(seller.job.fetching.files.filter({ hasText: 'model.bin' })).toBeVisible();
  await expect(seller.job.fetching.rate).toHaveText(/[KM]iB\/s/);
  await expect(seller.job.progress).toContainText('stored_package-1.0');
  await expect(seller.job.fetching.repository(model)).toHaveAttribute('data-state', 'fetching');
  // Somewhere else and back: how far it is, and what was printed, are still there.
  await seller.shell.goTo('GPUs');
  await seller.shell.goTo('Jobs');
  await seller.jobs.open('First');
  await expect(seller.job.fetching.files.filter({ hasText: 'model.bin' })).toBeVisible();
  await expect(seller.job.fetching.rate).toHaveText(/[KM]iB\/s/);
  await expect(seller.job.log.lines.filter({ hasText: 'Looking in indexes' })).toBeVisible();
  await seller.job.reaches('succeeded');
  await expect(seller.job.log.lines.filter({ hasText: printed })).toBeVisible();

  await seller.job.environment.open();
  await expect(seller.job.environment.box).toHaveAttribute('data-origin', 'built');
  await expect(seller.job.environment.packageNamed('stored-package')).toContainText('pypi.test');
  const file = path.join(dataFolder, 'lock.json');
  await answerSaveDialog(app, file);
  await seller.job.environment.export.click();
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('stored-package');
  const lock = environmentLockSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  expect(lock.packages).toMatchObject([{ name: 'stored-package', version: '1.0' }]);
  expect(lock.packages[0]?.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  await seller.job.models.open();
  await expect(seller.job.models.row(model)).toContainText('Fetched for this job');

  // Nobody is asked: what is kept is all that it needs.
  await world.hosts.stop();
  await seller.job.button('Run again').click();
  await seller.job.reaches('succeeded');
  await expect(seller.job.allKept).toBeVisible();
  await expect(seller.job.log.lines.filter({ hasText: printed })).toBeVisible();
  await seller.job.environment.open();
  await expect(seller.job.environment.box).toHaveAttribute('data-origin', 'kept');

  await seller.shell.goTo('Storage');
  await expect(seller.storage.ofKind('environment')).toHaveCount(1);
  await expect(seller.storage.item(model)).toContainText('2 jobs');
  await expect(seller.storage.item(model)).toContainText('11.4 MiB');
  // The wheel, and the pages that led to it.
  await expect(seller.storage.item('Downloads')).toContainText('11.4 MiB');
  await seller.storage.select(model);
  await seller.storage.clearSelected.click();
  await seller.storage.confirm();
  await expect(seller.storage.item(model)).toHaveCount(0);
  await expect(seller.storage.ofKind('environment')).toHaveCount(1);
  await seller.storage.clearAll.click();
  await seller.storage.confirm();
  await expect(seller.storage.empty).toBeVisible();
});

test('what a running job uses cannot be cleared', async ({ launch, dataFolder }) => {
  await writeWorldSettings(world, dataFolder);
  const { seller } = await launch();
  await seller.shell.ready();
  const holding = 'import time, stored_package\nprint("begun", flush=True)\ntime.sleep(3600)';
  await seller.newJob.run({ name: 'Holds', script: holding, requirements: 'stored-package' });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible({ timeout: 60_000 });
  await seller.shell.goTo('Storage');
  const held = seller.storage.item('stored-package');
  await expect(held).toHaveAttribute('data-held', 'true');
  await expect(held.getByRole('checkbox')).toHaveCount(0);
  await expect(seller.storage.jobOf('stored-package', 'Holds')).toBeVisible();
});

test('a token for the hub is taken, never shown, and forgotten with the app where there is no keychain', async ({
  launch,
  dataFolder,
}) => {
  const token = 'hf_a_token_of_the_seller';
  const { seller, window, quit } = await launch();
  await seller.shell.ready();
  await seller.settings.open('Models');
  await seller.settings.hubToken.save('short');
  await expect(seller.settings.hubToken.error).toBeVisible();
  await seller.settings.hubToken.save(token);
  await expect(seller.settings.hubToken.state).toHaveAttribute('data-kept', 'memory');
  await expect(seller.settings.hubToken.state).toContainText(token.slice(-4));
  expect(await window.content()).not.toContain(token);
  await quit();
  await expect(stat(path.join(dataFolder, 'hub-token'))).rejects.toThrow('ENOENT');
  const again = await launch();
  await again.seller.shell.ready();
  await again.seller.settings.open('Models');
  await expect(again.seller.settings.hubToken.state).toHaveAttribute('data-kept', 'none');
});
