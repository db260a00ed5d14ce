import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './harness/app.ts';
import { answerSaveDialog } from './harness/dialogs.ts';
import { gpuStandIn } from './harness/gpus.ts';
import { violations } from './harness/violations.ts';

const working = `
import time
block = bytearray(200 << 20)
for at in range(0, len(block), 4096): block[at] = 1
while True:
    for _ in range(100_000): pass
    print("tick", flush=True)
`;

test('what a job uses is shown live, its peaks beside its limits, and what happened to it', async ({
  launch,
  dataFolder,
}) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 1, '0.utilization.gpu': 37 });
  const { seller, quit } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Works', script: working, gpus: '1' });
  await expect(seller.job.log.lines.filter({ hasText: 'tick' }).first()).toBeVisible();
  const { usage } = seller.job;
  await usage.open();
  await expect(usage.chart('CPU')).toHaveAccessibleName(/highest (?:0\.[1-9]|1\.)\d* cores/);
  await expect(usage.chart('Memory')).toHaveAccessibleName(/last 2\d\d MiB/);
  await expect(usage.chart('GPU utilisation')).toHaveAccessibleName(/highest 37 %/, { timeout: 15_000 });
  await expect(usage.peak('memory')).toHaveText(/Memory2\d\d MiB of \d/);
  const before = await usage.chart('Log lines').getAttribute('aria-label');
  await expect(usage.chart('Log lines')).not.toHaveAttribute('aria-label', before ?? '');
  await expect(usage.phases.filter({ hasText: 'Execution' })).toBeVisible();
  await expect(usage.why).toBeHidden();

  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  await expect(usage.why).toHaveText(/^It was cancelled in Execution after/);
  await expect(usage.events.first()).toContainText('Came in');
  await expect(usage.events.filter({ hasText: 'Cancelling was asked for' })).toBeVisible();
  await expect(usage.events.last()).toContainText('Cancelled');
  await quit();

  const again = await launch(gpus.environment);
  await again.seller.shell.ready();
  await again.seller.shell.goTo('Jobs');
  await again.seller.jobs.open('Works');
  await again.seller.job.usage.open();
  await expect(again.seller.job.usage.chart('Memory')).toHaveAccessibleName(/highest 2\d\d MiB/);
  await expect(again.seller.job.usage.peak('memory')).toHaveText(/Memory2\d\d MiB of \d/);
  for (const theme of ['light', 'dark']) {
    await again.window.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await violations(again.window), theme).toEqual([]);
  }
});

const leaving = `
import os, struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(width, height, rows):
    return (b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
def write(name, data):
    path = os.path.join("/outputs", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "wb").write(data)
rows = b"".join(b"\\0" + b"".join(bytes((x * 2 % 256, y * 3 % 256, 160)) for x in range(120)) for y in range(80))
write("pictures/gradient.png", png(120, 80, rows))
write("pictures/bomb.png", png(60_000, 60_000, b""))
write("metrics.csv", b'epoch,loss,note\\n' + b"".join(b'%d,%.3f,"step, %d"\\n' % (i, 1 / (i + 1), i) for i in range(300)))
write("notes.txt", "plain \\x1b[31mred\\x1b[0m \\u202eturned\\u202c <b>bold</b>\\n".encode() + b"\\xff\\n")
write("page.html", b"<script>document.title = 'taken over'</script><h1>Hello</h1>\\n")
write("model.bin", bytes(range(256)) * 4096)
`;

test('what is in the outputs is shown and can be saved, and nothing of it does anything', async ({
  launch,
  dataFolder,
}) => {
  const { app, seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Leaves files', script: leaving, gpus: '0' });
  await seller.job.reaches('succeeded');
  const { outputs, usage } = seller.job;
  await usage.open();
  await expect(usage.why).toHaveText(/^The script ended with exit status 0 after/);
  await outputs.open();
  await expect(outputs.files).toHaveCount(6);

  await outputs.choose('notes.txt');
  await expect(outputs.text).toContainText('plain red \ufffdturned\ufffd <b>bold</b>');
  await expect(outputs.preview).toContainText('Some of it is not text');
  await outputs.choose('metrics.csv');
  await expect(outputs.table.getByRole('columnheader')).toHaveText(['epoch', 'loss', 'note']);
  await expect(outputs.table.getByRole('row')).toHaveCount(200);
  await expect(outputs.table.getByRole('cell', { name: 'step, 7', exact: true })).toBeVisible();
  await expect(outputs.preview).toContainText('Only the first 200 rows are shown.');
  for (const theme of ['light', 'dark']) {
    await window.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await violations(window), theme).toEqual([]);
  }
  await outputs.choose('page.html');
  await expect(outputs.text).toContainText('<h1>Hello</h1>');
  expect(await window.title()).not.toBe('taken over');
  await outputs.choose('model.bin');
  await expect(outputs.preview).toContainText('No preview');

  await outputs.sortBy('Size');
  await expect(outputs.files.first()).toContainText('model.bin');
  await outputs.choose('pictures/bomb.png');
  await expect(outputs.preview).toContainText('too many pixels');
  await outputs.choose('pictures/gradient.png');
  const picture = outputs.preview.getByRole('img', { name: 'gradient.png' });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(120);

  const target = path.join(dataFolder, 'copy.png');
  await answerSaveDialog(app, target);
  await outputs.button('Save as…').click();
  await expect(seller.shell.messages).toContainText(target);
  expect((await readFile(target)).toString('latin1', 1, 4)).toBe('PNG');
});
