import { readdir, readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { gpuHistorySchema, gpuStateSchema } from '../shared/gpus.ts';
import { envelopeSchema } from '../shared/ipc.ts';
import { expect, test } from './harness/app.ts';
import { type GpuStandIn, gpuStandIn, standInUuid } from './harness/gpus.ts';

/** What the main process answers to a request about GPUs. */
async function ask(window: Page, method: 'get' | 'history' | 'watch', argument?: unknown): Promise<unknown> {
  const answer = await window.evaluate(
    ([name, value]) => Reflect.get(Reflect.get(Reflect.get(globalThis, 'computeswarm'), 'gpus'), String(name))(value),
    [method, argument],
  );
  const envelope = envelopeSchema.parse(answer);
  if (!envelope.ok) throw new Error(envelope.failure.message);
  return envelope.value;
}

/** Milliseconds between two samples, for each of the app's samplers of GPUs. */
async function intervals(gpus: GpuStandIn): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const words = (await read('cmdline')).split('\0');
    const state = (await read('environ')).split('\0').find((each) => each.startsWith('NVIDIA_SMI_STATE='));
    if (state !== `NVIDIA_SMI_STATE=${gpus.environment.NVIDIA_SMI_STATE}`) continue;
    if (words.some((word) => word.startsWith('--query-gpu='))) found.push(Number(words[words.indexOf('-lms') + 1]));
  }
  return found;
}

test('GPUs are sampled every second for a window that shows them, and rarely for one that was loaded anew', async ({
  launch,
  dataFolder,
}) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 8, driver: 'old', 'app.1': `3 ${process.pid} 512 x` });
  const { app, seller, window } = await launch(gpus.environment);
  await seller.shell.ready();
  // A wide window shows GPUs beside every view.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
  await seller.shell.goTo('Jobs');
  await expect.poll(() => intervals(gpus), { timeout: 15_000 }).toEqual([10_000]);

  await ask(window, 'watch', true);
  await expect.poll(() => intervals(gpus)).toEqual([1_000]);
  await expect
    .poll(async () => {
      const state = gpuStateSchema.parse(await ask(window, 'get'));
      return state.status === 'ok' && state.gpus[3]?.processes?.map(({ pid, jobId }) => [pid, jobId]);
    })
    .toEqual([[process.pid, null]]);
  for (const span of ['1m', '24h']) {
    const history = gpuHistorySchema.parse(await ask(window, 'history', span));
    expect(history.gpus.map(({ uuid }) => uuid)).toEqual(Array.from({ length: 8 }, (_, index) => standInUuid(index)));
    expect(history.gpus[0]?.temperatureC.some((value) => value !== null)).toBe(true);
  }

  await window.reload();
  await seller.shell.ready();
  await seller.shell.goTo('Jobs');
  await expect.poll(() => intervals(gpus), { timeout: 15_000 }).toEqual([10_000]);
});

test('what was measured is there after a restart', async ({ launch, dataFolder }) => {
  const gpus = await gpuStandIn(dataFolder, { gpus: 1, 'all.temperature.gpu': 77 });
  const first = await launch(gpus.environment);
  await first.seller.shell.ready();
  const readings = async (window: Page): Promise<number> => {
    const history = gpuHistorySchema.parse(await ask(window, 'history', '10m'));
    return history.gpus[0]?.temperatureC.filter((value) => value === 77).length ?? 0;
  };
  await expect.poll(() => readings(first.window)).toBeGreaterThan(0);
  await first.quit();
  await gpus.show({ mode: 'none' });
  const { seller, window } = await launch(gpus.environment);
  await seller.shell.ready();
  expect(await readings(window)).toBeGreaterThan(0);
});
