import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { GpuHistory, GpuSpan, GpuState } from '../../shared/gpus.ts';
import { gpuSpanSchema } from '../../shared/gpus.ts';
import { aGpu } from '../../shared/testing/a-gpu.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createGpuHistoryStore } from './gpu-history.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const recorded = (span: GpuSpan, value: number): GpuHistory => ({
  span,
  from: 40_000,
  to: 100_000,
  stepMs: span === '24h' ? 60_000 : 1000,
  jobs: [],
  gpus: [
    {
      uuid: 'GPU-0',
      index: 0,
      name: 'GPU',
      memoryTotalMiB: 1,
      powerLimitW: null,
      times: [99_000],
      utilisationPercent: [value],
      memoryUsedMiB: [null],
      powerW: [null],
      temperatureC: [null],
      fanPercent: [null],
      clockMHz: [null],
      memoryClockMHz: [null],
      throttled: [0],
    },
  ],
});

function setUp() {
  const asked: string[] = [];
  let fail = false;
  const { bridge, announce } = pretendBridge({
    'gpus.history': (argument) => {
      if (fail) throw new Error('no');
      const span = gpuSpanSchema.parse(argument);
      asked.push(span);
      return recorded(span, asked.length);
    },
  });
  const gpus = createStore<{ value: GpuState }>()(() => ({ value: { status: 'starting' } }));
  const store = createGpuHistoryStore({
    client: createClient({ bridge, onBadAnnouncement: vi.fn(), words: () => english }),
    gpus,
  });
  const readAt = (sampledAt: number, utilisationPercent: number) =>
    gpus.setState({
      value: { status: 'ok', driverVersion: '1', sampledAt, gpus: [aGpu({ utilisationPercent })] },
    });
  const values = () => store.getState().history?.gpus[0]?.utilisationPercent;
  return { store, asked, announce, readAt, values, fails: (now: boolean) => (fail = now) };
}

describe('the history of GPUs', () => {
  it('goes on with each sample, without being fetched again', async () => {
    const { store, asked, readAt, values } = setUp();
    store.open('1m');
    await vi.advanceTimersByTimeAsync(0);
    readAt(100_000, 50);
    readAt(101_000, 60);
    expect(values()).toEqual([1, 50, 60]);
    expect(asked).toEqual(['1m']);
  });

  it('takes in several samples at once where one alone would move the lines by nothing to see', async () => {
    const { store, readAt, values } = setUp();
    store.open('10m');
    await vi.advanceTimersByTimeAsync(0);
    readAt(100_000, 50);
    expect(values()).toEqual([1]);
    readAt(101_000, 60);
    expect(values()).toEqual([1, 50, 60]);
  });

  it('leaves the long steps of a long span to what was recorded', async () => {
    const { store, readAt, values } = setUp();
    store.open('24h');
    await vi.advanceTimersByTimeAsync(0);
    readAt(200_000, 50);
    expect(values()).toEqual([1]);
  });

  it('is fetched again after a while, more seldom for a span of long steps', async () => {
    const { store, asked } = setUp();
    const close = store.open('1m');
    await vi.advanceTimersByTimeAsync(50_000);
    expect(asked).toHaveLength(4);
    close();
    asked.length = 0;
    store.open('24h');
    await vi.advanceTimersByTimeAsync(50_000);
    expect(asked).toEqual(['24h']);
  });

  it('is neither fetched nor added to once it is closed', async () => {
    const { store, asked, readAt, values } = setUp();
    store.open('1m')();
    await vi.advanceTimersByTimeAsync(60_000);
    readAt(100_000, 50);
    expect(asked).toHaveLength(1);
    expect(values()).toBeUndefined();
  });

  it('shows nothing of another span while that is fetched, and the same span at once', async () => {
    const { store } = setUp();
    const close = store.open('1m');
    await vi.advanceTimersByTimeAsync(0);
    close();
    const again = store.open('1m');
    expect(store.getState().history?.span).toBe('1m');
    again();
    store.open('1h');
    expect(store.getState().history).toBeNull();
  });

  it('is fetched soon after a job takes or frees GPUs, once for several, and not for its progress', async () => {
    const { store, asked, announce } = setUp();
    store.open('1m');
    await vi.advanceTimersByTimeAsync(1000);
    const job = { ...aJob('a', 'executing'), gpuUuids: ['GPU-0'] };
    announce('job.changed', job);
    announce('job.changed', { ...aJob('b', 'executing'), gpuUuids: ['GPU-1'] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    announce('job.changed', job);
    announce('job.changed', aJob('without a GPU', 'executing'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    announce('job.changed', { ...job, state: 'succeeded' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(3);
  });

  it('says why it could not be fetched, and tries again', async () => {
    const { store, fails } = setUp();
    fails(true);
    store.open('1m');
    await vi.advanceTimersByTimeAsync(0);
    expect(store.getState().failure).not.toBeNull();
    fails(false);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(store.getState()).toMatchObject({ failure: null, history: { span: '1m' } });
  });
});
