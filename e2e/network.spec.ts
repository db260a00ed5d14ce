import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ledgerEntrySchema } from '../shared/ledger.ts';
import { expect, test, testEngineHost } from './harness/app.ts';
import { answerSaveDialog } from './harness/dialogs.ts';
import { startWorld, type World } from './harness/world/world.ts';
import { writeWorldSettings } from './harness/world-settings.ts';

const blocked = 'downloads.hosts.test';

/** Code that runs while the package is built: fetches something from a host that is not on the allowlist. */
const fetching = `
import ssl, urllib.request
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
opener = urllib.request.build_opener(urllib.request.ProxyHandler(), urllib.request.HTTPSHandler(context=context))
assert len(opener.open("https://${blocked}/bytes/1000", timeout=30).read()) == 1000
`;

let world: World;

test.beforeAll(async () => {
  world = await startWorld(testEngineHost());
  await world.hosts.open({ name: blocked, address: '203.0.113.55' });
  await world.publishPackage({ name: 'fetching', files: [{ kind: 'sdist', duringBuild: fetching }] });
});
test.afterAll(() => world.close());

/** The world’s index only. */
const writeSettings = (dataFolder: string) =>
  writeWorldSettings(world, dataFolder, { allowlist: ['pypi.test', 'files.test'] });

test('a blocked host is shown, allowed for one job, and the job runs again', async ({ launch, dataFolder }) => {
  await writeSettings(dataFolder);
  const { app, seller } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Fetches', script: 'print("it ran")\n', requirements: 'fetching' });

  const failure = await seller.job.failsWith('host_blocked');
  await expect(failure).toContainText(`Setup asked for ${blocked}:443, which is not on your allowlist.`);
  await seller.job.network.open();
  const refused = seller.job.network.rowsOf(blocked);
  await expect(refused).toHaveCount(1);
  await expect(refused).toContainText('Refused');
  await expect(seller.job.network.rowsOf('pypi.test')).not.toHaveCount(0);
  await seller.job.network.filter('Not allowed');
  await expect(seller.job.network.rows).toHaveCount(1);

  const file = path.join(dataFolder, 'ledger.json');
  await answerSaveDialog(app, file);
  await seller.job.network.export.click();
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain(blocked);
  const exported = z
    .object({ entries: z.array(ledgerEntrySchema.omit({ at: true }).extend({ at: z.iso.datetime() })) })
    .parse(JSON.parse(await readFile(file, 'utf8')));
  expect(exported.entries.find(({ host }) => host === blocked)?.verdict).toMatchObject({ reason: 'not_listed' });

  await seller.job.blocked.allowForThisJob.click();
  await seller.job.reaches('succeeded');
  await expect(seller.job.log.lines.filter({ hasText: 'it ran' })).toBeVisible();
  await seller.job.network.open();
  await expect(seller.job.network.rowsOf(blocked)).toContainText('Allowed');
  await expect(await seller.job.limit('Allowed for this job')).toHaveText(blocked);

  // It was for that job alone.
  await seller.settings.open('Network');
  await expect(seller.settings.network.allowedHosts).toHaveText(['pypi.test', 'files.test']);
});

test('a host that is always allowed is in the settings, and the next job reaches it', async ({
  launch,
  dataFolder,
}) => {
  await writeSettings(dataFolder);
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Fetches', script: 'print("it ran")\n', requirements: 'fetching' });
  await seller.job.failsWith('host_blocked');
  await seller.job.blocked.leaveBlocked.click();
  await expect(seller.job.blocked.allowAlways).toBeHidden();
  await seller.job.button('Run again').click();
  await seller.job.failsWith('host_blocked');
  await seller.job.blocked.allowAlways.click();
  await seller.job.reaches('succeeded');
  await seller.settings.open('Network');
  await expect(seller.settings.network.allowedHosts).toHaveText(['pypi.test', 'files.test', blocked]);
});

test('an index that is down is the reason of the failure, in words', async ({ launch, dataFolder }) => {
  await writeSettings(dataFolder);
  await world.hosts.stop('pypi.test');
  const { seller } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'No index', script: 'print("it ran")\n', requirements: 'fetching-not' });
  const failure = await seller.job.failsWith('download_failed');
  await expect(failure).toContainText('pypi.test could not be reached');
  await world.hosts.start('pypi.test');
});
