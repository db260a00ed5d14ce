import type { Page } from '@playwright/test';
import { expect, test } from './harness/app.ts';
import { gpuStandIn } from './harness/gpus.ts';
import { writeHistory } from './harness/history.ts';

const counting = `
import time
for n in range(1_000_000):
    print("step", n, flush=True)
    time.sleep(0.05)
`;

/** Elements that moved by themselves while time passed, in a few words each; a text that only grew has kept an edge. */
async function moved(window: Page, milliseconds: number): Promise<string[]> {
  return window.evaluate(async (wait) => {
    interface Source {
      node: Node | null;
      previousRect: DOMRectReadOnly;
      currentRect: DOMRectReadOnly;
    }
    const stayed = ({ previousRect: was, currentRect: is }: Source) =>
      was.top === is.top && (was.left === is.left || Math.abs(was.right - is.right) < 1);
    const found = new Set<string>();
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources: Source[] = Reflect.get(entry, 'sources') ?? [];
        for (const source of sources) if (!stayed(source)) found.add(source.node?.textContent?.slice(0, 60) ?? 'gone');
      }
    });
    observer.observe({ type: 'layout-shift' });
    await new Promise((resolve) => setTimeout(resolve, wait));
    observer.disconnect();
    return [...found];
  }, milliseconds);
}

test('nothing moves while numbers change', async ({ launch, dataFolder }) => {
  writeHistory(dataFolder, 40);
  const gpus = await gpuStandIn(dataFolder, { gpus: 8 });
  const { seller, window } = await launch(gpus.environment);
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Counts', script: counting, gpus: '1' });
  await expect(seller.job.log.lines.filter({ hasText: /step \d+$/ }).first()).toBeVisible();
  for (const view of ['Overview', 'Jobs', 'GPUs'] as const) {
    await seller.shell.goTo(view);
    // What the view fetches first may still come in.
    await window.waitForTimeout(2_000);
    expect(await moved(window, 5_000), view).toEqual([]);
  }
  await seller.shell.goTo('Jobs');
  await seller.jobs.open('Counts');
  await window.waitForTimeout(2_000);
  expect(await moved(window, 5_000), 'the job').toEqual([]);
  await seller.job.cancel();
});
