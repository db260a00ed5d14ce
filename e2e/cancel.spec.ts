import { expect, test, testEngineHost } from './harness/app.ts';
import { contentsOf, nothing } from './harness/engine-contents.ts';

const endless = `
import time
print("begun", flush=True)
while True:
    time.sleep(1)
`;

test('cancelling a running job ends it and leaves nothing in the engine', async ({ launch, dataFolder }) => {
  const { seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Endless', script: endless });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  expect((await contentsOf(dataFolder, testEngineHost())).containers).toHaveLength(1);

  await seller.job.button('Cancel job').click();
  await window.getByRole('alertdialog').getByRole('button', { name: 'Keep running' }).click();
  await expect(seller.job.state).toHaveAttribute('data-state', 'executing');
  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  await expect(seller.shell.counts).toContainText('0 running');
  expect(await contentsOf(dataFolder, testEngineHost())).toEqual(nothing);
});

test('a job that ignores the request to end is ended all the same', async ({ launch, dataFolder }) => {
  const { seller } = await launch();
  await seller.shell.ready();
  const stubborn = `import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n${endless}`;
  await seller.newJob.run({ name: 'Stubborn', script: stubborn });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  expect(await contentsOf(dataFolder, testEngineHost())).toEqual(nothing);
});

test('a queued job is cancelled without having run, and the one before it goes on', async ({ launch, dataFolder }) => {
  const { seller, window } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'First', script: endless });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  await seller.newJob.run({ name: 'Second', script: 'print("must not run")' });
  await expect(seller.job.state).toHaveAttribute('data-state', 'queued');
  await expect(window.getByText('Waits for its turn.')).toBeVisible();
  await expect(seller.shell.counts).toHaveText(/1 running.*1 queued/);

  await seller.job.cancel();
  await seller.job.reaches('cancelled');
  await expect(seller.job.log.box).toContainText('This job wrote no output.');
  await expect(seller.shell.counts).toHaveText(/1 running.*0 queued/);

  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.named('First')).toHaveAttribute('data-state', 'executing');
  await seller.jobs.named('First').getByRole('button', { name: 'Cancel First' }).click();
  await window.getByRole('alertdialog').getByRole('button', { name: 'Cancel job' }).click();
  await expect(seller.jobs.named('First')).toHaveAttribute('data-state', 'cancelled');
  expect(await contentsOf(dataFolder, testEngineHost())).toEqual(nothing);
});

test('quitting ends a running job; the next start shows it as interrupted', async ({ launch, dataFolder }) => {
  const { seller, quit } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Endless', script: endless });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  await seller.newJob.run({ name: 'Waiting', script: 'print("its turn came")' });
  await quit();
  expect(await contentsOf(dataFolder, testEngineHost())).toEqual(nothing);

  const again = await launch();
  await again.seller.shell.goTo('Jobs');
  await again.seller.jobs.open('Endless');
  const failure = await again.seller.job.failsWith('interrupted', 'interrupted');
  await expect(failure).toContainText('The app was closed while the job was running.');
  await expect(again.seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  // What waited has not been lost.
  await again.seller.shell.goTo('Jobs');
  await expect(again.seller.jobs.named('Waiting')).toHaveAttribute('data-state', 'succeeded');
});

test('quitting asks while a job runs, and not quitting keeps it running', async ({ launch, dataFolder }) => {
  const { app, seller } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Endless', script: endless });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  const asked = await app.evaluate(
    ({ app: electron, dialog }) =>
      new Promise<string>((resolve) => {
        Object.assign(dialog, {
          showMessageBox: ({ message }: { message: string }) => {
            resolve(message);
            return Promise.resolve({ response: 0, checkboxChecked: false });
          },
        });
        electron.quit();
      }),
  );
  expect(asked).toBe('One job is running.');
  await seller.shell.goTo('Jobs');
  await expect(seller.jobs.named('Endless')).toHaveAttribute('data-state', 'executing');
  expect((await contentsOf(dataFolder, testEngineHost())).containers).toHaveLength(1);
});

test('after the app was killed, the next start removes what was left in the engine', async ({ launch, dataFolder }) => {
  const { app, seller } = await launch();
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Endless', script: endless });
  await expect(seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  const gone = new Promise((resolve) => app.process().once('exit', resolve));
  app.process().kill('SIGKILL');
  await gone;
  expect((await contentsOf(dataFolder, testEngineHost())).containers).toHaveLength(1);

  const again = await launch();
  await again.seller.shell.goTo('Jobs');
  await again.seller.jobs.open('Endless');
  const failure = await again.seller.job.failsWith('interrupted', 'interrupted');
  await failure.getByRole('button', { name: 'Run again' }).click();
  await expect(again.seller.job.log.lines.filter({ hasText: 'begun' })).toBeVisible();
  // The new job's own container is the only one.
  expect((await contentsOf(dataFolder, testEngineHost())).containers).toHaveLength(1);
  await again.seller.job.cancel();
  await again.seller.job.reaches('cancelled');
  expect(await contentsOf(dataFolder, testEngineHost())).toEqual(nothing);
});
