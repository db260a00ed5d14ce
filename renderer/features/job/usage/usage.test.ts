import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../shared/jobs.ts';
import { aJob } from '../../../../shared/testing/a-job.ts';
import type { JobEvent, JobUsage, PhasePeaks } from '../../../../shared/usage.ts';
import { createWords } from '../../../language/words.ts';
import { someLimits } from '../../../testing/some-limits.ts';
import { eventRows, whyItEnded } from './event-list.ts';
import { peaksOf } from './peaks.ts';
import { gpuCharts, usageCharts } from './usage-charts.ts';

const words = createWords('en');
const german = createWords('de');
const gibibyte = 2 ** 30;
const limits = { ...someLimits, memoryBytes: 8 * gibibyte, cpus: 4, pids: 512, logBytes: 64 * 2 ** 20 };

const peak = (change: Partial<PhasePeaks>): PhasePeaks => ({
  phase: 'executing',
  cpu: null,
  memoryBytes: null,
  pids: null,
  logBytes: 0,
  spaceBytes: null,
  ...change,
});

describe('peaksOf', () => {
  const peaks = [
    peak({ phase: 'preparing', logBytes: 100 }),
    peak({ phase: 'setup', memoryBytes: gibibyte, cpu: 1, pids: 3, logBytes: 924, spaceBytes: 5 * gibibyte }),
    peak({ memoryBytes: 3.1 * gibibyte, cpu: 2.5, pids: 12, spaceBytes: 0 }),
  ];
  const of = (id: string, list = peaks, said = words) => peaksOf(list, limits, said).find((one) => one.id === id);

  it('puts the most of all phases beside the limit, and each phase below', () => {
    expect(of('memory')).toMatchObject({ used: '3.1 GiB', limit: '8.0 GiB', fraction: 3.1 / 8 });
    expect(of('memory')?.phases).toEqual([
      { phase: 'setup', used: '1.0 GiB' },
      { phase: 'executing', used: '3.1 GiB' },
    ]);
    expect(of('cpu')).toMatchObject({ used: '2.50', limit: '4 cores' });
    expect(of('cpu', peaks, german)).toMatchObject({ used: '2,50', limit: '4 Kernen' });
  });

  it('adds up what all phases write into the one log', () => {
    expect(of('log')).toMatchObject({ used: '1.0 KiB', limit: '64.0 MiB' });
  });

  it('tells the space of packages only where there was a setup', () => {
    expect(of('environment')).toMatchObject({ used: '5.0 GiB' });
    expect(of('outputs')).toMatchObject({ used: '0 B' });
    expect(of('environment', [peak({})])).toBeUndefined();
  });

  it('has no number for what was not measured', () => {
    expect(of('memory', [peak({})])).toMatchObject({ used: null, fraction: null, phases: [] });
  });
});

describe('usageCharts', () => {
  const none = [null, null];
  const columns = {
    cpu: none,
    memory: none,
    diskRead: none,
    diskWritten: none,
    pids: none,
    logLines: none,
    logBytes: none,
  };
  const usage = (change: Partial<typeof columns | Record<string, (number | null)[]>>): JobUsage => ({
    stepMs: 1_000,
    times: [0, 1_000],
    mean: { ...columns, ...change },
    most: { ...columns, ...change },
    peaks: [],
  });

  it('leaves out what nobody measured, such as disks where the kernel does not count them', () => {
    const charts = usageCharts(usage({ cpu: [1, 2], logLines: [0, 0] }), limits, words);
    expect(charts.map(({ label }) => label)).toEqual(['CPU', 'Log lines']);
    expect(usageCharts(usage({}), limits, words)).toEqual([]);
  });

  it('writes bytes in the unit that fits the largest, also beside the limit', () => {
    const [memory, disk] = usageCharts(
      usage({ memory: [2 * gibibyte, null], diskRead: [2 ** 21, 0], diskWritten: [0, 1024] }),
      limits,
      words,
    );
    expect(memory).toMatchObject({
      series: [{ unit: 'GiB', values: [2, null] }],
      limit: { value: 8, label: 'Limit 8.0 GiB' },
    });
    expect(disk?.series).toMatchObject([
      { name: 'Read', unit: 'MiB/s', values: [2, 0] },
      { name: 'Written', unit: 'MiB/s', values: [0, 1 / 1024] },
    ]);
  });
});

it('draws no limit that would press the line flat', () => {
  const memory = [300 * 2 ** 20];
  const columns = { cpu: [0.5], memory, diskRead: [], diskWritten: [], pids: [], logLines: [], logBytes: [] };
  const far: JobUsage = { stepMs: 1_000, times: [0], mean: columns, most: columns, peaks: [] };
  expect(usageCharts(far, limits, words)).toMatchObject([{ limit: null }, { limit: null, series: [{ unit: 'MiB' }] }]);
  expect(usageCharts(far, { ...limits, cpus: 2 }, words)[0]?.limit).toEqual({ value: 2, label: 'Limit 2' });
});

describe('gpuCharts', () => {
  const gpu = (index: number, utilisation: number | null) => ({
    uuid: `GPU-${index}`,
    index,
    name: 'x',
    memoryTotalMiB: 24_576,
    times: [0],
    utilisationPercent: [utilisation],
    memoryUsedMiB: [2_048],
  });

  it('have a line for each of a few GPUs, each in another colour, and their mean where they are many', () => {
    const [few] = gpuCharts({ stepMs: 1_000, gpus: [gpu(0, 10), gpu(3, 20)] }, words);
    expect(few?.series.map(({ name, values }) => [name, values])).toEqual([
      ['GPU 0', [10]],
      ['GPU 3', [20]],
    ]);
    expect(new Set(few?.series.map(({ colour }) => colour)).size).toBe(2);
    const gpus = Array.from({ length: 8 }, (_, index) => gpu(index, index === 0 ? null : 50));
    const [many, memory] = gpuCharts({ stepMs: 1_000, gpus }, words);
    expect(many?.series).toMatchObject([{ name: 'mean of 8 GPUs', values: [50] }]);
    expect(memory).toMatchObject({ series: [{ values: [2] }], range: { max: 24 } });
    expect(gpuCharts({ stepMs: 1_000, gpus: [] }, words)).toEqual([]);
  });
});

describe('what happened', () => {
  const state = (at: number, name: Job['state']): JobEvent => ({ kind: 'state', at, state: name });
  const job: Job = {
    ...aJob('a', 'failed'),
    limits,
    environment: { id: 'e', origin: 'kept' },
    failure: { code: 'script_failed', message: 'The script ended with exit code 1.', retryable: true },
    startedAt: 1_000,
    endedAt: 9_000,
  };

  it('is told with how long each state lasted, whatever came between, and with what is known', () => {
    const events: JobEvent[] = [
      state(0, 'queued'),
      state(1_000, 'preparing'),
      { kind: 'first_request', at: 2_000, host: 'ev\u202eil.example', allowed: false },
      state(4_000, 'executing'),
      { kind: 'cancel_asked', at: 8_000 },
      state(9_000, 'failed'),
    ];
    const rows = eventRows(events, job, words);
    expect(rows.map(({ lastedMs }) => lastedMs)).toEqual([1_000, 3_000, null, 5_000, null, null]);
    expect(rows.map(({ tone }) => tone)).toEqual(['idle', 'idle', 'warn', 'idle', 'idle', 'bad']);
    expect(rows[2]?.text).toContain('ev\ufffdil.example');
    expect(rows[3]?.notes).toEqual(['Environment: Kept from an earlier job: nothing had to be installed']);
    expect(rows[5]?.notes).toEqual(['The script ended with exit code 1.']);
  });

  it('marks the state that lasts', () => {
    expect(eventRows([state(0, 'queued'), state(5, 'preparing')], aJob('a', 'preparing'), words).at(-1)).toMatchObject({
      tone: 'now',
      lastedMs: null,
    });
  });

  it('has a reason for every end, and none before it', () => {
    const phases = [{ phase: 'executing', startedAt: 2_000, endedAt: 8_000 } as const];
    const why = (change: Partial<Job>) => whyItEnded({ ...job, failure: null, phases, ...change }, words);
    expect(why({ state: 'executing' })).toBeNull();
    expect(why({ state: 'succeeded' })).toBe('The script ended with exit status 0 after 6.0 s.');
    expect(why({ state: 'cancelled' })).toBe('It was cancelled in Execution after 8.0 s.');
    expect(why({ state: 'cancelled', phases: [], startedAt: null })).toBe('It was cancelled while it waited.');
    expect(why({ state: 'timed_out', failure: job.failure })).toBe('The script ended with exit code 1.');
    expect(why({ state: 'interrupted' })).toBe('It ended early after 8.0 s.');
  });
});
