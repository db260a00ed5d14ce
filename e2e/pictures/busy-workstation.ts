import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultSettings } from '../../shared/settings.ts';
import { expect, type RunningApp, testEngineHost } from '../harness/app.ts';
import { gpuStandIn } from '../harness/gpus.ts';
import { writeHistory } from '../harness/history.ts';
import { generated, startWorld } from '../harness/world/world.ts';
import { writeWorldSettings } from '../harness/world-settings.ts';

export interface BusyWorkstation {
  /** What to launch the app with. */
  environment: Record<string, string>;
  /** Starts jobs until two run and two wait; one trains, which is shown, and one is in setup. */
  start(running: RunningApp): Promise<void>;
  stop(): Promise<void>;
}

const gpuCount = 8;

const training = `
import csv, math, sys, time
import trainer
held = bytearray(420_000_000)
print("\\x1b[1mtrainer 2.1\\x1b[0m  8 layers, 124 M parameters, bf16")
print("warning: no validation split given, 10 % is held out", file=sys.stderr)
with open("/outputs/history.csv", "w") as file:
    history = csv.writer(file)
    history.writerow(["epoch", "loss", "accuracy", "samples_per_s"])
    for epoch in range(1, 400):
        for step in range(0, 101, 4):
            print(f"\\r  epoch {epoch:3d}  {step:3d} %|{'█' * (step // 4):<25}| 55.1 it/s", end="", flush=True)
            sum(math.sqrt(n) for n in range(120_000))
            time.sleep(0.02)
        loss, accuracy = 2.31 * 0.93 ** epoch, 1 - 0.89 * 0.94 ** epoch
        print(f"\\r\\x1b[32mepoch {epoch:3d}\\x1b[0m  loss {loss:.4f}  accuracy {accuracy:.4f}  1,204 samples/s" + " " * 12, flush=True)
        history.writerow([epoch, f"{loss:.4f}", f"{accuracy:.4f}", 1204])
        file.flush()
`;

/** A machine in the middle of its day: GPUs at work, a history, jobs in different phases. */
export async function busyWorkstation(dataFolder: string): Promise<BusyWorkstation> {
  writeHistory(dataFolder, 400);
  const world = await startWorld(testEngineHost());
  await world.publishPackage({
    name: 'trainer',
    files: [{ kind: 'wheel', files: { 'weights.bin': generated(8_000_000, 1) } }],
  });
  await world.publishPackage({
    name: 'renderer',
    files: [{ kind: 'wheel', files: { 'scenes.bin': generated(90_000_000, 2) } }],
  });
  await writeWorldSettings(world, dataFolder);
  const file = path.join(dataFolder, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...settings, queue: { concurrency: 2 }, pricing: { perHour: 2 } }));

  const began = Date.now();
  const gpus = await gpuStandIn(dataFolder, load(0));
  const timer = setInterval(() => void gpus.show(load((Date.now() - began) / 1000)), 1_000);
  return {
    environment: gpus.environment,
    async start({ seller, window }) {
      await seller.newJob.run({ name: 'Train a classifier', script: training, requirements: 'trainer', gpus: '2' });
      await expect(seller.job.log.lines.filter({ hasText: /epoch +3/ })).toBeVisible({ timeout: 120_000 });
      await world.faults.add({ host: 'files.test', fault: { kind: 'slow', bytesPerSecond: 300_000 } });
      await seller.newJob.run({ name: 'Render frames', script: 'print(1)', requirements: 'renderer', gpus: '1' });
      await expect(seller.job.progress).toContainText('renderer');
      for (const name of ['Embed documents', 'Sweep learning rates'])
        await seller.newJob.run({ name, script: 'print(1)', gpus: '1' });
      // Jobs keep what they began with. The mirrors, and the small disk of a test engine, are no risk to tell of.
      await window.evaluate((change) => document.defaultView?.computeswarm?.settings.update(change), {
        setup: defaultSettings.setup,
        network: { ...defaultSettings.network, cacheMiB: 256 },
        limits: { environmentMiB: 256, outputsMiB: 256 },
      });
    },
    async stop() {
      clearInterval(timer);
      await world.close();
    },
  };
}

/** What the GPUs say after so many seconds: some train, some breathe, some rest. */
function load(seconds: number): Record<string, number> {
  const state: Record<string, number> = { gpus: gpuCount };
  for (let index = 0; index < gpuCount; index += 1) {
    const wave = Math.sin(seconds / (5 + index) + index);
    const level = [92, 88, 61, 34, 0, 76, 0, 12][index] ?? 0;
    const percent = level === 0 ? 0 : Math.round(Math.min(100, Math.max(0, level + wave * 7)));
    state[`${index}.utilization.gpu`] = percent;
    state[`${index}.memory.used`] = Math.round(420 + percent * 180 + wave * 60);
    state[`${index}.temperature.gpu`] = Math.round(34 + percent * 0.42);
    state[`${index}.power.draw`] = Math.round(28 + percent * 3.3);
  }
  return state;
}
