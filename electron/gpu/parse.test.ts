import { describe, expect, it } from 'vitest';
import { createFrameCollector } from './frames.ts';
import { createSampleQuery, type SampleQuery, unknownField } from './parse.ts';
import { parseProcess } from './processes.ts';
import { readThrottle } from './throttle.ts';

const newest = createSampleQuery();

/** The query after a driver has refused these fields, one after the other. */
function refused(...fields: string[]): SampleQuery {
  return fields.reduce((query, field) => {
    const next = query.without(field);
    if (!next) throw new Error(`nothing is left without ${field}`);
    return next;
  }, newest);
}

describe('a sample', () => {
  it('is read with every value', () => {
    expect(newest.fields).toBe(
      'index,uuid,driver_version,memory.total,memory.used,utilization.gpu,temperature.gpu,power.draw,power.limit,fan.speed,clocks.sm,clocks.mem,pcie.link.gen.gpucurrent,pcie.link.width.current,clocks_event_reasons.active,name',
    );
    expect(
      newest.parse(
        '0, GPU-22b2c6ac-2d49-4863-197c-9c469071178a, 570.86.15, 7979, 1023, 86, 45, 176.98, 200.00, 100, 1965, 6800, 3, 16, 0x0000000000000004, GeForce RTX 2080',
      ),
    ).toEqual({
      driverVersion: '570.86.15',
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
        memoryClockMHz: 6800,
        pcieGeneration: 3,
        pcieWidth: 16,
        throttledBy: ['power_cap'],
      },
    });
  });

  it('of an old driver is asked for by former names, and has the same values', () => {
    const old = refused('clocks_event_reasons.active', 'pcie.link.gen.gpucurrent');
    expect(old.fields).toMatch(/pcie\.link\.gen\.current,.*clocks_throttle_reasons\.active,name$/);
    const sample = old.parse(
      '1, GPU-22b2c6ac, 440.64, 7979, 1023, 86, 45, 176.98, 200.00, 100, 1965, 6800, 1, 8, 0x0000000000000020, GeForce, RTX',
    );
    expect(sample?.gpu).toMatchObject({ name: 'GeForce, RTX', pcieGeneration: 1, throttledBy: ['thermal'] });
  });

  it('lacks what a driver knows under no name', () => {
    const older = refused('clocks_event_reasons.active', 'clocks_throttle_reasons.active', 'fan.speed');
    expect(older.fields).not.toMatch(/reasons|fan/);
    const sample = older.parse('0, GPU-22b2c6ac, 390.1, 7979, 1023, 86, 45, 176.98, 200.00, 1965, 6800, 1, 8, GeForce');
    expect(sample?.gpu).toMatchObject({ fanPercent: null, clockMHz: 1965, throttledBy: [], name: 'GeForce' });
  });

  it('cannot be had without what tells GPUs apart, and what was not asked for changes nothing', () => {
    expect(newest.without('uuid')).toBeNull();
    expect(newest.without('clocks_throttle_reasons.active')).toBeNull();
    expect(newest.without('')).toBeNull();
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
    const cells = Array.from({ length: 12 }, () => text).join(', ');
    const gpu = newest.parse(`1, GPU-22b2c6ac-2d49, 570.1, ${cells}, A, B,C`)?.gpu;
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
      memoryClockMHz: null,
      pcieGeneration: null,
      pcieWidth: null,
      throttledBy: [],
    });
  });

  it('of a GPU that is divided (MIG) has no utilisation, but all that belongs to the whole', () => {
    const line =
      '0, GPU-5d5ba0d6, 550.54.15, 40960, 37, [N/A], 31, 49.12, 400.00, [N/A], 1095, 1215, 4, 16, 0x0000000000000001, NVIDIA A100-SXM4-40GB';
    expect(newest.parse(line)?.gpu).toMatchObject({ utilisationPercent: null, memoryUsedMiB: 37, throttledBy: [] });
  });

  it.each([
    '',
    'No devices were found',
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
    'Unable to determine the device handle for GPU0000:0B:00.0: Unknown Error',
    'Field "clocks.smm" is not a valid field to query.',
    '0, GPU-22b2c6ac-2d49-4863, 440.64, 7979',
    '[N/A], GPU-22b2c6ac, 440.64, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x0, GeForce',
    '0, [Unknown Error], 440.64, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x0, GeForce',
  ])('is not %j', (line) => {
    expect(newest.parse(line)).toBeNull();
  });
});

it('names the field that a driver does not know', () => {
  expect(unknownField('Field "clocks_event_reasons.active" is not a valid field to query.')).toBe(
    'clocks_event_reasons.active',
  );
  expect(unknownField('No devices were found')).toBeNull();
});

describe('throttle reasons', () => {
  it.each([
    ['0x0000000000000000', []],
    ['0x0000000000000001', []],
    ['0x0000000000000002', ['application']],
    ['0x0000000000000004', ['power_cap']],
    ['0x0000000000000008', ['other']],
    ['0x0000000000000010', ['sync_boost']],
    ['0x0000000000000020', ['thermal']],
    ['0x0000000000000048', ['thermal']],
    ['0x0000000000000088', ['power_brake']],
    ['0x0000000000000100', ['other']],
    ['0x8000000000000001', ['other']],
    ['0x00000000000000E4', ['power_cap', 'thermal', 'power_brake']],
    ['[N/A]', []],
    ['Not Active', []],
    ['', []],
    [undefined, []],
  ])('%s', (text, reasons) => {
    expect(readThrottle(text)).toEqual(reasons);
  });
});

describe('a process', () => {
  it('is read with and without a name', () => {
    const row = { gpuUuid: 'GPU-22b2c6ac', pid: 4242, memoryMiB: 512 };
    expect(parseProcess('GPU-22b2c6ac, 4242, 512')).toEqual({ ...row, name: null });
    expect(parseProcess('GPU-22b2c6ac, 4242, 512, C:\\a, b\\python.exe')).toEqual({
      ...row,
      name: 'C:\\a, b\\python.exe',
    });
  });

  it('may have neither memory nor a name that the driver tells', () => {
    for (const name of ['[Not Found]', '[Insufficient Permissions]', '']) {
      expect(parseProcess(`GPU-22b2c6ac, 4242, [N/A], ${name}`)).toMatchObject({ memoryMiB: null, name: null });
    }
  });

  it.each(['', 'No running processes found', 'GPU-22b2c6ac, [N/A], 1', 'MIG-22b2c6ac, 4242, 1', 'GPU-22b2c6ac, 4242'])(
    'is not %j',
    (line) => {
      expect(parseProcess(line)).toBeNull();
    },
  );
});

describe('frames', () => {
  const collect = (expected?: string[]) => {
    const frames: string[][] = [];
    const collector = createFrameCollector<string>(
      (row) => row,
      (frame) => frames.push(frame),
      expected,
    );
    return {
      frames,
      pause: collector.pause,
      add: (rows: string) => {
        for (const row of rows) collector.add(row);
      },
    };
  };

  it('end where a row comes round again', () => {
    const { frames, add } = collect();
    add('abdabda');
    expect(frames).toEqual([
      ['a', 'b', 'd'],
      ['a', 'b', 'd'],
    ]);
  });

  it('of a single row are one line each', () => {
    const { frames, add } = collect();
    add('ccc');
    expect(frames).toEqual([['c'], ['c']]);
  });

  it('end at a pause, but not where known rows have still to come', () => {
    const { frames, pause, add } = collect();
    add('ab');
    pause();
    expect(frames).toEqual([['a', 'b']]);
    add('a');
    pause();
    expect(frames).toHaveLength(1);
    add('b');
    pause();
    expect(frames).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    pause();
    expect(frames).toHaveLength(2);
  });

  it('let a row go that has gone', () => {
    const { frames, pause, add } = collect();
    add('ab');
    pause();
    add('a');
    pause();
    add('a');
    expect(frames).toEqual([['a', 'b'], ['a']]);
  });

  it('wait for what is known from before', () => {
    const { frames, pause, add } = collect(['a', 'b']);
    add('a');
    pause();
    expect(frames).toEqual([]);
    add('b');
    pause();
    expect(frames).toEqual([['a', 'b']]);
  });
});
