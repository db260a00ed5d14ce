import { expect, test } from './harness/app.ts';
import { gpuStandIn, standInUuid } from './harness/gpus.ts';

const holding = `
import os, time
print("given", os.environ.get("NVIDIA_VISIBLE_DEVICES"), flush=True)
time.sleep(3600)
`;

test('GPUs are shown live, and which job holds which', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 2, '0.temperature.gpu': 41, '1.fan.speed': '[N/A]' });
  const { seller } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.shell.goTo('GPUs');
  await expect(seller.gpus.cards).toHaveCount(2);
  const [first, second] = [seller.gpus.card(standInUuid(0)), seller.gpus.card(standInUuid(1))];
  await expect(first).toContainText('GeForce RTX 4090');
  await expect(first).toContainText(/Temperature41°C/);
  await expect(seller.gpus.detail).toHaveAttribute('data-uuid', standInUuid(0));
  await seller.gpus.choose(standInUuid(1));
  await expect(seller.gpus.detail).toContainText(/Fan.*not reported by the driver/);
  await seller.gpus.choose(standInUuid(0));
  await expect(first).toContainText('Free');

  await gpus.show({ gpus: 2, '0.temperature.gpu': 87, '0.memory.used': 12_288 });
  await expect(first).toContainText(/Temperature87°C/);
  await expect(first).toContainText(/Memory12\.0\/ 24 GiB/);

  await seller.newJob.run({ name: 'Wants one', script: holding, gpus: '1' });
  await expect(seller.job.log.lines.filter({ hasText: 'given' })).toContainText(`given ${standInUuid(0)}`);
  await seller.shell.goTo('GPUs');
  await expect(first.getByRole('button', { name: 'Held by Wants one' })).toBeVisible();
  await expect(second).toContainText('Free');
  await expect(seller.gpus.jobs.getByRole('button', { name: 'Wants one' })).toBeVisible();

  // The second GPU is not enough for a job that wants both, so that one waits.
  await seller.settings.open('Queue');
  await seller.settings.change('queue.concurrency', '2');
  await seller.newJob.run({ name: 'Wants both', script: holding, gpus: '2' });
  await expect(seller.job.state).toHaveAttribute('data-state', 'queued');
  await expect(seller.shell.counts).toHaveText(/1 running.*1 queued/);

  await seller.shell.goTo('GPUs');
  await first.getByRole('button', { name: 'Held by Wants one' }).click();
  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  await seller.shell.goTo('GPUs');
  for (const card of [first, second]) {
    await expect(card.getByRole('button', { name: 'Held by Wants both' })).toBeVisible();
  }
  // The bar of the job that runs leads to it, like its name on the card.
  await seller.gpus.jobs.getByRole('button', { name: 'Wants both' }).click();
  await expect(seller.job.log.lines.filter({ hasText: 'given' })).toContainText(
    `given ${standInUuid(0)},${standInUuid(1)}`,
  );
  await seller.job.cancel();
  await seller.job.reaches('cancelled');
});

test('what was read of a GPU is shown over time and can be read by keyboard', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 2, '0.utilization.gpu': 37 });
  const { seller, window } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.shell.goTo('GPUs');
  await expect(seller.gpus.span('10 min')).toBeChecked();
  await seller.gpus.span('1 min').click();
  const reader = seller.gpus.reader('Utilisation');
  await reader.focus();
  await reader.press('End');
  await expect(reader).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d: 37 %$/);
  await expect(seller.gpus.detail.getByRole('img', { name: /^Utilisation, .*highest 37 %/ })).toBeVisible();
  await reader.press('Escape');
  await expect(reader).toHaveAttribute('aria-valuetext', 'Arrow keys read values');

  await seller.shell.goTo('Settings');
  await expect(window.getByTestId('gpu-detail')).toBeHidden();
  await seller.shell.goTo('GPUs');
  await expect(seller.gpus.span('1 min')).toBeChecked();
});

test('a job that asks for more GPUs than there are is refused before it starts', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 2, '1.memory.total': 8_192 });
  const { seller } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.newJob.write({ name: 'Three', script: holding, gpus: '3' });
  await expect(seller.newJob.dialog).toContainText('This machine has 2 GPUs: the job will be refused.');
  await seller.newJob.submit();
  const failure = await seller.job.failsWith('gpu_insufficient');
  await expect(failure).toContainText('3 GPUs');
  await expect(failure).toContainText('2');
  for (const phase of ['setup', 'executing', 'collecting'] as const)
    await expect(seller.job.phase(phase)).toHaveAttribute('data-status', 'skipped');

  await seller.newJob.write({ name: 'Two large ones', script: holding, gpus: '2', memory: '16' });
  await expect(seller.newJob.dialog).toContainText('Only 1 of 2 GPUs here have that much');
  await seller.newJob.submit();
  await expect(await seller.job.failsWith('gpu_insufficient')).toContainText('16384 MiB');
});

test('a driver that is lost is a state, and so is its return', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 2 });
  const { seller, window } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.shell.goTo('GPUs');
  await expect(seller.gpus.cards).toHaveCount(2);

  await gpus.show({ mode: 'lost' });
  await expect(seller.gpus.lost).toContainText('Unable to determine the device handle');
  await expect(seller.gpus.lost).toContainText('nvidia-smi');
  await expect(seller.gpus.cards).toHaveCount(2);
  await expect(seller.shell.messages).toHaveCount(0);

  // A job that wants a GPU waits for it rather than failing.
  await seller.newJob.run({ name: 'Patient', script: 'print("got it")', gpus: '1' });
  await expect(window.getByText('Waits for free GPUs.')).toBeVisible();

  await gpus.show({ gpus: 2 });
  await seller.job.reaches('succeeded');
  await seller.shell.goTo('GPUs');
  await expect(seller.gpus.lost).toBeHidden();
  await expect(seller.gpus.cards).toHaveCount(2);
});

test('no GPU is a state, not an error', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { mode: 'none' });
  const { seller, window } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.shell.goTo('GPUs');
  await expect(window.getByRole('heading', { name: 'No GPU that jobs can use' })).toBeVisible();
  await expect(window.getByText('No devices were found')).toBeVisible();
  await expect(seller.shell.messages).toHaveCount(0);

  await seller.shell.goTo('Jobs');
  await seller.jobs.runExample('GPU check');
  const failure = await seller.job.failsWith('gpu_none');
  await expect(failure).toContainText('1 GPU');
  await failure.getByRole('button', { name: 'Show GPUs' }).click();
  await expect(window.getByText('No devices were found')).toBeVisible();
});

test('a machine without nvidia-smi says so', async ({ launch }) => {
  const { seller, window } = await launch({ PATH: '/nonexistent' });
  await seller.shell.goTo('GPUs');
  await expect(window.getByText('No NVIDIA driver was found on this machine')).toBeVisible();
});
