import path from 'node:path';
import { writeManyJobs } from '../../electron/testing/many-jobs.ts';
import { expect, test } from '../harness/app.ts';
import { gpuStandIn } from '../harness/gpus.ts';
import { writeHistory } from '../harness/history.ts';
import { sectionNames } from '../pages/settings.ts';
import { openAlbum } from './album.ts';
import { busyWorkstation } from './busy-workstation.ts';

test.use({ filmed: false });

/** Leaves a table, a text and a drawing of the table, made with what Python brings. */
const report = `
import csv, math, struct, time, zlib
points = [2.2 * 0.95 ** n + 0.1 + 0.04 * math.sin(n) for n in range(120)]
with open("/outputs/history.csv", "w") as file:
    rows = csv.writer(file)
    rows.writerow(["epoch", "loss", "learning_rate", "samples_per_s"])
    for epoch, loss in enumerate(points):
        rows.writerow([epoch, f"{loss:.4f}", f"{3e-4 * 0.98 ** epoch:.2e}", 1204])
width, height = 720, 400
pixels = [bytearray(b"\\xfa\\xfa\\xfc" * width) for _ in range(height)]
for x in range(40, width - 20):
    loss = points[(x - 40) * (len(points) - 1) // (width - 60)]
    y = int(20 + (height - 60) * (1 - loss / 2.4))
    for row in range(y, height - 40):
        pixels[row][3 * x : 3 * x + 3] = b"\\x3f\\x6f\\xd8" if row < y + 3 else b"\\xdb\\xe5\\xf9"
chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
with open("/outputs/loss.png", "wb") as file:
    file.write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(b"".join(b"\\0" + bytes(row) for row in pixels))) + chunk(b"IEND", b""))
with open("/outputs/summary.md", "w") as file:
    file.write("# Evaluation\\n\\nBest loss %.4f after %d epochs.\\n" % (min(points), len(points)))
for second in range(12):
    held = bytearray(40_000_000 * (second + 1))
    print("batch", second + 1, "of 12", flush=True)
    time.sleep(1)
`;

test('new: nothing has run, and there is no GPU', async ({ launch }) => {
  const { seller, window } = await launch();
  await seller.shell.ready();
  const picture = await openAlbum(window, 'new');
  await picture('start');
  await seller.shell.goTo('Jobs');
  await picture('jobs');
  await seller.shell.goTo('GPUs');
  await picture('gpus');
  await seller.shell.goTo('Storage');
  await picture('storage');
  for (const section of sectionNames) {
    await seller.settings.open(section);
    await picture(`settings-${section.toLowerCase().replace(/ & .*/, '')}`);
  }
  await seller.settings.search.field.fill('timeout');
  await picture('settings-search');
  await seller.settings.search.field.fill('');
  await seller.newJob.write({
    name: 'Train a classifier',
    script: 'print("hello")',
    requirements: 'torch',
    gpus: 'many',
  });
  await picture('new-job');
  await window.keyboard.press('Escape');
  await window.keyboard.press('Control+k');
  await picture('palette');
  await window.keyboard.press('Escape');
  await window.keyboard.press('?');
  await picture('shortcuts');
});

test('busy: eight GPUs, a history, one job that runs, one in setup, and some that wait', async ({
  launch,
  dataFolder,
}) => {
  const { environment, start, stop } = await busyWorkstation(dataFolder);
  try {
    const running = await launch(environment);
    const { seller, window } = running;
    await seller.shell.ready();
    await start(running);
    const picture = await openAlbum(window, 'busy');
    await seller.shell.goTo('Overview');
    await picture('overview');
    await seller.shell.goTo('Jobs');
    await picture('jobs');
    await seller.shell.goTo('GPUs');
    await seller.gpus.span('1 min').click();
    await picture('gpus');
    await seller.shell.goTo('Storage');
    await picture('storage');
    await seller.shell.goTo('Jobs');
    await seller.jobs.open('Render frames');
    await picture('setup');
    await seller.shell.goTo('Jobs');
    await seller.jobs.open('Train a classifier');
    await picture('log');
    await seller.job.usage.open();
    await picture('usage');
    for (const tab of ['Network', 'Requirements', 'Environment', 'Models', 'Limits'] as const) {
      await seller.job.tab(tab);
      await picture(tab.toLowerCase());
    }
    await seller.settings.language('Deutsch');
    await window.keyboard.press('g');
    await window.keyboard.press('o');
    await picture('overview-german');
  } finally {
    await stop();
  }
});

test('ended: what a job left', async ({ launch }) => {
  const { seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Evaluate the model', script: report });
  await seller.job.reaches('succeeded');
  const picture = await openAlbum(window, 'ended');
  await seller.job.usage.open();
  await picture('usage');
  await seller.job.outputs.open();
  await seller.job.outputs.choose('loss.png');
  await expect(seller.job.outputs.preview.getByRole('img')).toBeVisible();
  await picture('image');
  await seller.job.outputs.choose('history.csv');
  await expect(seller.job.outputs.table).toBeVisible();
  await picture('table');
  await seller.job.outputs.choose('summary.md');
  await expect(seller.job.outputs.text).toBeVisible();
  await picture('text');
});

test('failed: a script that failed, and an engine that is lost', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 40);
  const { seller, window, quit } = await launch();
  await seller.shell.ready();
  const picture = await openAlbum(window, 'failed');
  await seller.newJob.run({
    name: 'Resume from checkpoint',
    script:
      'import sys\nprint("loading checkpoint-1200")\nprint("checkpoint-1200: no such file", file=sys.stderr)\nsys.exit(3)',
  });
  await seller.job.failsWith('script_failed');
  await picture('job');
  await seller.newJob.run({ name: 'Needs a package', script: 'import scipy', requirements: 'scipy==999' });
  await seller.job.reaches('failed');
  await picture('setup');
  await quit();
  const lost = await launch({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
  await expect(lost.seller.shell.engineBanner).toBeVisible();
  const without = await openAlbum(lost.window, 'failed');
  await without('engine');
  await lost.seller.shell.goTo('Jobs');
  await without('engine-jobs');
});

test('gpus: one, eight, and lost', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 1, '0.utilization.gpu': 64, '0.memory.used': 9_120 });
  const one = await launch(gpus.environment);
  await one.seller.shell.ready();
  await one.seller.shell.goTo('GPUs');
  await one.window.waitForTimeout(20_000);
  await (await openAlbum(one.window, 'gpus'))('one');
  await gpus.show({ gpus: 1, mode: 'lost' });
  await expect(one.window.getByTestId('gpus-lost')).toBeVisible({ timeout: 60_000 });
  await (await openAlbum(one.window, 'gpus'))('lost');
});

test('many: a history of 100,000 jobs', async ({ launch, dataFolder }) => {
  writeManyJobs(path.join(dataFolder, 'jobs.db'), 100_000, Date.now());
  const { seller, window } = await launch();
  await seller.shell.ready();
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.rows.first()).toBeVisible();
  const picture = await openAlbum(window, 'many');
  await picture('jobs');
  await seller.jobs.search.fill('render');
  await expect(seller.jobs.summary).toContainText(' of 100,000 jobs');
  await picture('search');
  await seller.jobs.search.fill('');
  await expect(seller.jobs.summary).toHaveText('100,000 jobs');
  await seller.jobs.opener(1).focus();
  await window.keyboard.press('Control+a');
  await expect(seller.jobs.summary).toHaveText('100,000 selected');
  await picture('chosen');
});
