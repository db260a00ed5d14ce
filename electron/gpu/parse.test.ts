import { describe, expect, it } from 'vitest';
import { createFrameCollector } from './frames.ts';
import { type GpuSample, parseSample } from './parse.ts';

describe('parseSample', () => {
  it('reads a line with every value', () => {
    expect(
      parseSample(
        '0, GPU-22b2c6ac-2d49-4863-197c-9c469071178a, 440.64, 7979, 1023, 86, 45, 176.98, 200.00, 100, 1965, GeForce RTX 2080',
      ),
    ).toEqual({
      driverVersion: '440.64',
      gpu: {
        index: 0,
        uuid: 'GPU-22b2c6ac-2d49-4863-197c-9c469071178a',
        name: 'GeForce RTX 2080',
        memoryTotalMiB: 7979,
        memoryUsedMiB: 1023,
        utilisationPercent: 86,
        temperatureC: 45,
        powerW: 176.98,
        powerLimitW: 200,
        fanPercent: 100,
        clockMHz: 1965,
      },
    });
  });

  it.each([
    '[N/A]',
    'N/A',
    '[Not Supported]',
    '[Unknown Error]',
    '[GPU is lost]',
    'ERR!',
    '',
    '[Insufficient Permissions]',
  ])('takes %j for a value that is not known', (text) => {
    const cells = Array.from({ length: 8 }, () => text).join(', ');
    const gpu = parseSample(`1, GPU-22b2c6ac-2d49, 570.1, ${cells}, A, B,C`)?.gpu;
    expect(gpu).toEqual({
      index: 1,
      uuid: 'GPU-22b2c6ac-2d49',
      name: 'A, B, C',
      memoryTotalMiB: 0,
      memoryUsedMiB: null,
      utilisationPercent: null,
      temperatureC: null,
      powerW: null,
      powerLimitW: null,
      fanPercent: null,
      clockMHz: null,
    });
  });

  it.each([
    '',
    'No devices were found',
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
    'Unable to determine the device handle for GPU0000:0B:00.0: Unknown Error',
    'Field "clocks.smm" is not a valid field to query.',
    '0, GPU-22b2c6ac-2d49-4863, 440.64, 7979',
    '[N/A], GPU-22b2c6ac, 440.64, 1, 1, 1, 1, 1, 1, 1, 1, GeForce',
    '0, [Unknown Error], 440.64, 1, 1, 1, 1, 1, 1, 1, 1, GeForce',
  ])('takes %j for no sample', (line) => {
    expect(parseSample(line)).toBeNull();
  });
});

describe('frames', () => {
  const sample = (index: number): GpuSample => {
    const one = parseSample(`${index}, GPU-${index}, 1, 1, 1, 1, 1, 1, 1, 1, 1, name`);
    if (!one) throw new Error('not a sample');
    return one;
  };
  const collect = () => {
    const frames: number[][] = [];
    const collector = createFrameCollector((frame) => frames.push(frame.map(({ gpu }) => gpu.index)));
    return {
      frames,
      collector,
      add: (...indices: number[]) => {
        for (const index of indices) collector.add(sample(index));
      },
    };
  };

  it('end where the first GPU comes round again', () => {
    const { frames, add } = collect();
    add(0, 1, 3, 0, 1, 3, 0);
    expect(frames).toEqual([
      [0, 1, 3],
      [0, 1, 3],
    ]);
  });

  it('of a single GPU are one line each', () => {
    const { frames, add } = collect();
    add(2, 2, 2);
    expect(frames).toEqual([[2], [2]]);
  });

  it('end at a pause, but not where known GPUs have still to come', () => {
    const { frames, collector, add } = collect();
    add(0, 1);
    collector.pause();
    expect(frames).toEqual([[0, 1]]);
    add(0);
    collector.pause();
    expect(frames).toHaveLength(1);
    add(1);
    collector.pause();
    expect(frames).toEqual([
      [0, 1],
      [0, 1],
    ]);
    collector.pause();
    expect(frames).toHaveLength(2);
  });

  it('let a GPU go that has gone', () => {
    const { frames, collector, add } = collect();
    add(0, 1);
    collector.pause();
    add(0);
    collector.pause();
    add(0);
    expect(frames).toEqual([[0, 1], [0]]);
  });
});
