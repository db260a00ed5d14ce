import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobState } from '../../shared/jobs.ts';
import type { LogBatch } from '../../shared/logs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createLogStore, fillAfter, showEvery } from './log.ts';
import type { LogEntry } from './log-window.ts';

const batch = (jobId: string, from: number, to: number): LogBatch => ({
  jobId,
  lines: Array.from({ length: to - from }, (_, index) => ({
    seq: from + index,
    time: 0,
    phase: 'executing',
    stream: 'stdout',
    text: '',
  })),
  total: to,
  bytes: 0,
  droppedBytes: 0,
});

function setUp() {
  const asked: { id: string; answer: (value: unknown) => void }[] = [];
  const closed: unknown[] = [];
  const taken: unknown[] = [];
  const { bridge, announce } = pretendBridge({
    'log.open': (id) => new Promise((resolve) => asked.push({ id: String(id), answer: resolve })),
    'log.taken': (id) => void taken.push(id),
    'log.close': (id) => void closed.push(id),
  });
  const onError = vi.fn();
  const store = createLogStore({ client: createClient({ bridge, onBadAnnouncement: onError }), onError });
  store.start();
  const seqs = (entries: readonly LogEntry[]) =>
    entries.flatMap((entry) => (entry.kind === 'line' ? entry.seq : entry.kind === 'gap' ? `gap ${entry.count}` : []));
  return {
    store,
    closed,
    taken,
    append: (id: string, from: number, to: number) => announce('log.appended', batch(id, from, to)),
    ends: (id: string, state: JobState = 'succeeded') => announce('job.changed', aJob(id, state)),
    /** Jobs whose log was asked for and not answered yet. */
    asked: () => asked.map(({ id }) => id),
    async answer(id: string, from: number, to: number) {
      const index = asked.findIndex((each) => each.id === id);
      for (const { answer } of asked.splice(index, 1)) answer(batch(id, from, to));
      await vi.advanceTimersByTimeAsync(0);
    },
    shown: () => seqs(store.getState().window.entries),
    paused: () => seqs(store.getState().paused?.entries ?? []),
  };
}

const { id: a } = aJob('a');
const { id: b } = aJob('b');
const upTo = (end: number) => Array.from({ length: end }, (_, seq) => seq);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('createLogStore', () => {
  it('loses no line that came between asking and the snapshot, and shows none twice', async () => {
    const { store, append, answer, shown } = setUp();
    void store.open(a);
    append(a, 2, 4);
    append(a, 4, 6);
    await answer(a, 0, 3);
    append(a, 6, 7);
    expect(shown()).toEqual(upTo(7));
  });

  it('shows nothing of another job', async () => {
    const { store, append, answer, shown } = setUp();
    void store.open(a);
    void store.open(b);
    await answer(b, 0, 1);
    await answer(a, 0, 9);
    append(a, 9, 12);
    expect(store.getState().jobId).toBe(b);
    expect(shown()).toEqual([0]);
  });

  it('tells the main process when it needs no more', async () => {
    const { store, answer, closed } = setUp();
    void store.open(a);
    await answer(a, 0, 1);
    store.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(closed).toEqual([a]);
    expect(store.getState().window.entries).toEqual([]);
  });
});

describe('a flood', () => {
  it('asks for the next lines after each batch, while the log opens too: the main process waits for it', async () => {
    const { store, append, answer, taken } = setUp();
    void store.open(a);
    append(a, 0, 2);
    expect(taken).toEqual([a]);
    await answer(a, 0, 2);
    append(a, 2, 3);
    append(a, 3, 4);
    expect(taken).toEqual([a, a, a]);
  });

  it('changes the window only every so often, and loses nothing of what came meanwhile', async () => {
    const { store, append, answer, shown } = setUp();
    void store.open(a);
    await answer(a, 0, 1);
    append(a, 1, 2);
    expect(shown()).toEqual(upTo(2));
    append(a, 2, 3);
    append(a, 3, 4);
    expect(shown()).toEqual(upTo(2));
    await vi.advanceTimersByTimeAsync(showEvery);
    expect(shown()).toEqual(upTo(4));
  });

  it('leaves nothing behind for the next log', async () => {
    const { store, append, answer, asked, shown } = setUp();
    void store.open(a);
    await answer(a, 0, 1);
    append(a, 1, 2);
    append(a, 9, 10);
    void store.open(b);
    await answer(b, 0, 1);
    await vi.advanceTimersByTimeAsync(fillAfter + showEvery);
    expect(shown()).toEqual([0]);
    expect(asked()).toEqual([]);
  });
});

describe('lines that were left out', () => {
  const openWithGap = async () => {
    const all = setUp();
    void all.store.open(a);
    await all.answer(a, 0, 2);
    all.append(a, 5, 7);
    expect(all.shown()).toEqual([0, 1, 'gap 3', 5, 6]);
    return all;
  };

  it('are asked for when the flood rests, however lively the log is', async () => {
    const { append, answer, asked, shown } = await openWithGap();
    await vi.advanceTimersByTimeAsync(fillAfter - 1);
    append(a, 9, 10);
    await vi.advanceTimersByTimeAsync(fillAfter - 1);
    expect(asked()).toEqual([]);
    append(a, 10, 11);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toEqual([a]);
    append(a, 11, 12);
    await answer(a, 0, 11);
    expect(shown()).toEqual(upTo(12));
    await vi.advanceTimersByTimeAsync(fillAfter * 2);
    expect(asked()).toEqual([]);
  });

  it('are asked for at once when the job ends', async () => {
    const { ends, answer, asked, shown } = await openWithGap();
    ends('a', 'collecting');
    ends('b', 'succeeded');
    expect(asked()).toEqual([]);
    ends('a', 'succeeded');
    expect(asked()).toEqual([a]);
    await answer(a, 0, 9);
    expect(shown()).toEqual(upTo(9));
    await vi.advanceTimersByTimeAsync(fillAfter * 2);
    expect(asked()).toEqual([]);
  });

  it('are not asked for when there are none', async () => {
    const { store, append, answer, asked, ends } = setUp();
    void store.open(a);
    await answer(a, 0, 2);
    append(a, 2, 4);
    ends('a');
    await vi.advanceTimersByTimeAsync(fillAfter * 2);
    expect(asked()).toEqual([]);
  });

  it('come too late for a log that was closed', async () => {
    const { store, answer, shown } = await openWithGap();
    await vi.advanceTimersByTimeAsync(fillAfter);
    store.close();
    await answer(a, 0, 7);
    expect(shown()).toEqual([]);
  });
});

describe('a paused log', () => {
  it('stands still while lines come, and follows again', async () => {
    const { store, append, answer, shown, paused } = setUp();
    void store.open(a);
    await answer(a, 0, 2);
    store.pause();
    append(a, 2, 4);
    store.pause();
    expect(paused()).toEqual(upTo(2));
    append(a, 4, 5);
    store.follow();
    expect(store.getState().paused).toBeNull();
    expect(shown()).toEqual(upTo(5));
  });

  it('has its gaps closed and gets no line more', async () => {
    const { store, append, answer, shown, paused } = setUp();
    void store.open(a);
    await answer(a, 0, 2);
    append(a, 5, 7);
    store.pause();
    await vi.advanceTimersByTimeAsync(fillAfter);
    await answer(a, 0, 9);
    expect(paused()).toEqual(upTo(7));
    expect(shown()).toEqual(upTo(9));
  });

  it('is forgotten with its job', async () => {
    const { store, answer } = setUp();
    void store.open(a);
    await answer(a, 0, 2);
    store.pause();
    void store.open(b);
    expect(store.getState().paused).toBeNull();
  });
});
