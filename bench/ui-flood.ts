import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenWindow, openWindow } from './window.ts';

const measuredMs = 10_000;
/** What the app does when a job starts is not what is measured. */
const warmUpMs = 3_000;

/** Prints 50,000 lines a second for as long as it may. */
export const flooding = `
import sys, time
number = 0
due = time.monotonic()
while True:
    sys.stdout.write("".join(f"step {step:09d} loss=0.12345 accuracy=0.98765 lr=0.0003\\n" for step in range(number, number + 1000)))
    number += 1000
    due += 0.02
    time.sleep(max(0, due - time.monotonic()))
`;

const lines = (count: number) => `
import sys, time
for start in range(0, ${count}, 10000):
    sys.stdout.write("".join(f"line {number}\\n" for number in range(start, min(start + 10000, ${count}))))
print("all printed", flush=True)
time.sleep(100000)
`;

/** Runs a script and shows its log. */
async function watch({ seller }: OpenWindow, script: string): Promise<void> {
  await seller.shell.ready();
  await seller.newJob.run({ name: 'Bench', script });
}

/** Runs a job that prints so many lines, and shows its log to the last. */
export async function printing(window: OpenWindow, count: number): Promise<void> {
  await watch(window, lines(count));
  await window.seller.job.log.lines.filter({ hasText: 'all printed' }).waitFor({ timeout: 600_000 });
}

/** The 95th percentile of the window’s frame times, and the 99th of the main process’s event loop delays, in ms. */
export async function measureFlood(
  main: string,
  environment: Record<string, string>,
  script: string,
): Promise<{ frameMs: number; eventLoopMs: number }> {
  const window = await openWindow(main, environment);
  const { app, page } = window;
  try {
    await watch(window, script);
    await window.seller.job.log.lines.filter({ hasText: 'step' }).first().waitFor();
    await sleep(warmUpMs);
    const [frameMs, eventLoopMs] = await Promise.all([
      page.evaluate(frameTimes, measuredMs),
      app.evaluate(async (_, forMs) => {
        const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
        const delays = monitorEventLoopDelay({ resolution: 5 });
        delays.enable();
        await new Promise((resolve) => setTimeout(resolve, forMs));
        delays.disable();
        // The histogram has the whole pause between two looks.
        return delays.percentile(99) / 1e6 - 5;
      }, measuredMs),
    ]);
    return { frameMs, eventLoopMs };
  } finally {
    await window.close();
  }
}

/** Runs in the page. */
function frameTimes(forMs: number): Promise<number> {
  return new Promise((resolve) => {
    const times: number[] = [];
    const started = performance.now();
    let last = started;
    const frame = (now: number) => {
      times.push(now - last);
      last = now;
      if (now - started < forMs) requestAnimationFrame(frame);
      else resolve(times.sort((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? Number.NaN);
    };
    requestAnimationFrame(frame);
  });
}
