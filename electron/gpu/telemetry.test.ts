import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GpuState, gpuStateSchema } from '../../shared/gpus.ts';
import { createGpuTelemetry, type GpuTelemetry } from './telemetry.ts';

const standIn = join(import.meta.dirname, '../../e2e/harness/nvidia-smi');

let folder: string;
let telemetry: GpuTelemetry;
let seen: GpuState[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
  seen = [];
});

afterEach(async () => {
  await telemetry.stop();
  rmSync(folder, { recursive: true });
});

function shows(...lines: string[]): void {
  const file = join(folder, 'state');
  writeFileSync(`${file}.new`, `${lines.join('\n')}\n`);
  renameSync(`${file}.new`, file);
}

function begin(command = standIn): void {
  const environment = { PATH: process.env.PATH, NVIDIA_SMI_STATE: join(folder, 'state') };
  telemetry = createGpuTelemetry({ command, environment, intervalMs: 50 });
  telemetry.onChange((state) => seen.push(gpuStateSchema.parse(state)));
  telemetry.start();
}

/** Resolves with the first state from now on that is wanted. */
function until(wanted: (state: GpuState) => boolean): Promise<GpuState> {
  return new Promise((resolve) => {
    const stop = telemetry.onChange((state) => {
      if (!wanted(state)) return;
      stop();
      resolve(state);
    });
  });
}

const status = (name: GpuState['status']) => (state: GpuState) => state.status === name;
const gpuCount = (count: number) => (state: GpuState) => state.status === 'ok' && state.gpus.length === count;

/** This process's children, dead ones that nobody has waited for included. */
function processes(): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      if (parent === String(process.pid)) found.push(pid);
    } catch {
      // It ended in the meantime.
    }
  }
  return found;
}

describe('telemetry', () => {
  it('starts, then shows every GPU again and again through one process', async () => {
    shows('gpus=3', '1.name=Quadro, the big one', 'all.fan.speed=[N/A]', '2.power.draw=[Unknown Error]');
    begin();
    expect(telemetry.state()).toEqual({ status: 'starting' });
    const state = await until(gpuCount(3));
    expect(state).toMatchObject({
      driverVersion: '570.153.02',
      gpus: [
        { index: 0, fanPercent: null, powerW: expect.any(Number) },
        { index: 1, name: 'Quadro, the big one', powerW: expect.any(Number) },
        { index: 2, name: 'NVIDIA GeForce RTX 4090', powerW: null },
      ],
    });
    const children = processes();
    await until(gpuCount(3));
    await until(gpuCount(3));
    expect(children).toHaveLength(1);
    expect(processes()).toEqual(children);
    expect(seen.every(gpuCount(3))).toBe(true);
  });

  it('says that there are none where the command is not found', async () => {
    begin(join(folder, 'no-such-command'));
    expect(await until(status('none'))).toMatchObject({ reason: expect.stringContaining('no-such-command') });
  });

  it.each([
    ['none', 'No devices were found'],
    ['driver', "couldn't communicate with the NVIDIA driver"],
  ])('says that there are none with the driver’s words, and notices when there are: %s', async (mode, words) => {
    shows(`mode=${mode}`);
    begin();
    expect(await until(status('none'))).toMatchObject({ reason: expect.stringContaining(words) });
    shows('mode=ok');
    await until(gpuCount(1));
    expect(seen.map((state) => state.status).filter((name, n, all) => name !== all[n - 1])).toEqual(['none', 'ok']);
  });

  it('says that the GPUs are lost, with what was there, and finds them again', async () => {
    shows('gpus=2');
    begin();
    await until(gpuCount(2));
    shows('mode=lost');
    const lost = await until(status('lost'));
    expect(lost).toMatchObject({
      message: expect.stringContaining('Unable to determine the device handle'),
      lastSeen: [{ index: 0 }, { index: 1 }],
    });
    shows('mode=none');
    const still = await until(status('lost'));
    expect(still).toMatchObject({ message: 'No devices were found', lastSeen: [{ index: 0 }, { index: 1 }] });
    expect(still.status === 'lost' && lost.status === 'lost' && still.since === lost.since).toBe(true);
    shows('gpus=1');
    await until(gpuCount(1));
  });

  it.each(['hang', 'stubborn'])('does not wait for ever for a driver that is silent: %s', async (mode) => {
    shows('gpus=1');
    begin();
    await until(gpuCount(1));
    shows(`mode=${mode}`);
    expect(await until(status('lost'))).toMatchObject({ message: expect.stringContaining('stopped answering') });
    shows('gpus=1');
    await until(gpuCount(1));
  });

  it('shows a GPU that went away as gone', async () => {
    shows('gpus=2');
    begin();
    await until(gpuCount(2));
    shows('gpus=1');
    await until(gpuCount(1));
  });

  it.each(['ok', 'hang', 'stubborn'])('leaves no process when it is stopped: %s', async (mode) => {
    shows(`mode=${mode}`);
    begin();
    if (mode === 'ok') await until(gpuCount(1));
    expect(processes()).toHaveLength(1);
    await telemetry.stop();
    expect(processes()).toEqual([]);
    const count = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toHaveLength(count);
    expect(processes()).toEqual([]);
  });

  it('can be started again', async () => {
    shows('gpus=1');
    begin();
    await until(gpuCount(1));
    await telemetry.stop();
    telemetry.start();
    telemetry.start();
    await until(gpuCount(1));
    expect(processes()).toHaveLength(1);
  });
});
