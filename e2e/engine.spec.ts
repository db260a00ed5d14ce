import path from 'node:path';
import { expect, test, testEngineHost } from './harness/app.ts';
import { contentsOf, nothing } from './harness/engine-contents.ts';
import { engineProxy } from './harness/engine-proxy.ts';
import { engineAt, hostOf, killEngine, startEngine, stopEngine } from './harness/engines/engines.ts';

const endless = `
import time
print("begun", flush=True)
while True:
    time.sleep(1)
`;

test.describe('the engine ends in the middle of a job', () => {
  // The engine that is ended has to be one of the tests' own; not one that other tests run on at the same time.
  const engine = engineAt(testEngineHost()) ?? 'current';
  test.afterEach(async () => {
    await startEngine(engine);
  });

  for (const [how, end] of [
    ['all at once', killEngine],
    ['the orderly way', stopEngine],
  ] as const) {
    test(how, async ({ launch, dataFolder }) => {
      const host = hostOf(engine);
      const { seller, window } = await launch({ DOCKER_HOST: host });
      await seller.shell.ready();
      await seller.newJob.run({ name: 'Endless', script: endless });
      await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
      await seller.newJob.run({ name: 'Waiting', script: 'print("its turn came")' });
      await expect(window.getByText('Waits for its turn.')).toBeVisible();

      await end(engine);
      await expect(seller.shell.engine).toHaveAttribute('data-status', 'disconnected');
      await expect(seller.shell.engineBanner).toContainText('Docker engine');
      await expect(seller.shell.engineBanner).toContainText('the app connects by itself');
      await expect(window.getByText('Waits for the engine.')).toBeVisible();
      await expect(seller.shell.counts).toHaveText(/0 running.*1 queued/);
      await seller.shell.goTo('Jobs');
      await seller.jobs.open('Endless');
      const failure = await seller.job.failsWith('engine_lost');
      await expect(failure).toContainText('The Docker engine stopped while the job was running.');
      // Docker 20.10, asked to end, first ends its containers, and is gone when outputs are collected.
      const phase = end === stopEngine && engine === 'old' ? 'collecting' : 'executing';
      await expect(seller.job.phase(phase)).toHaveAttribute('data-status', 'failed');
      await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();

      await startEngine(engine);
      await seller.shell.ready();
      await expect(seller.shell.engineBanner).toBeHidden();
      await seller.shell.goTo('Jobs');
      await expect(seller.jobs.named('Waiting')).toHaveAttribute('data-state', 'succeeded');
      await expect.poll(() => contentsOf(dataFolder, host)).toEqual(nothing);

      await seller.jobs.open('Endless');
      await failure.getByRole('button', { name: 'Run again' }).click();
      await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
      await seller.job.cancel();
      await seller.job.reaches('cancelled');
      expect(await contentsOf(dataFolder, host)).toEqual(nothing);
    });
  }
});

test('the way to the engine is cut and comes back: what the engine went on with is removed', async ({
  launch,
  dataFolder,
}) => {
  const proxy = await engineProxy(path.join(dataFolder, 'docker.sock'), testEngineHost());
  const { seller } = await launch({ DOCKER_HOST: proxy.host });
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Endless', script: endless });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();

  await proxy.cut();
  const failure = await seller.job.failsWith('engine_lost');
  await expect(seller.shell.engine).toHaveAttribute('data-status', 'disconnected');
  expect((await contentsOf(dataFolder, testEngineHost())).containers).toHaveLength(1);

  await proxy.restore();
  await seller.shell.ready();
  await expect.poll(() => contentsOf(dataFolder, testEngineHost())).toEqual(nothing);
  await failure.getByRole('button', { name: 'Run again' }).click();
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  expect(await contentsOf(dataFolder, testEngineHost())).toEqual(nothing);
  await proxy.cut();
});

test('without an engine the app says so, and a job waits until there is one', async ({ launch, dataFolder }) => {
  const socket = path.join(dataFolder, 'docker.sock');
  const { seller, window } = await launch({ DOCKER_HOST: `unix://${socket}` });
  await expect(seller.shell.engine).toHaveAttribute('data-status', 'disconnected');
  await expect(seller.shell.engineBanner).toContainText(`No Docker engine was found: unix://${socket} does not exist.`);
  await expect(seller.shell.engineBanner).toContainText('Install Docker or start Docker Desktop');
  await expect(seller.shell.image).toHaveAttribute('data-status', 'unknown');

  await seller.jobs.runExample('Hello');
  await expect(seller.job.state).toHaveAttribute('data-state', 'queued');
  await expect(window.getByText('Waits for the engine.')).toBeVisible();
  await seller.shell.engineBanner.getByRole('button', { name: 'Try again' }).click();
  await expect(seller.shell.engine).toHaveAttribute('data-status', 'disconnected');

  const proxy = await engineProxy(socket, testEngineHost());
  await seller.shell.ready();
  await seller.job.reaches('succeeded');
  await proxy.cut();
});
