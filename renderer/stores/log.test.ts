import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobState } from '../../shared/jobs.ts';
import { type LogBatch, logPageLines, logPageQuerySchema, logWindowLines } from '../../shared/logs.ts';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createLogStore, fillAfter, showEvery } from './log.ts';
import type { LogEntry } from './log-rows.ts';

const batch = (jobId: string, from: number, to: number): LogBatch => ({
  jobId,
  lines: Array.from({ length: to - from }, (_, index) => ({
    seq: from + index,
    time: 0,
    phase: 'executing',
    stream: 'stdout',
    text: '',
    continues: false,
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
  const store = createLogStore({
    client: createClient({ bridge, onBadAnnouncement: onError, words: () => english }),
    onError,
  });
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

describe('the whole log', () => {
  /** A log of a number of lines, of which the disk has only the first ones. */
  async function setUpLong(total: number, kept = total) {
    const reads: { from: number; count: number }[] = [];
    const line = (seq: number) => batch('a', seq, seq + 1).lines[0] ?? [];
    const { bridge } = pretendBridge({
      'log.open': () => ({ ...batch('a', Math.max(0, total - logWindowLines), total), total }),
      'log.read': (query) => {
        const { from, count } = logPageQuerySchema.parse(query);
        reads.push({ from, count });
        const to = Math.min(from + count, kept);
        return { lines: Array.from({ length: Math.max(0, to - from) }, (_, index) => line(from + index)) };
      },
    });
    const onError = vi.fn();
    const store = createLogStore({
      client: createClient({ bridge, onBadAnnouncement: onError, words: () => english }),
      onError,
    });
    await store.open(a);
    store.pause();
    const shown = () => {
      const { paused } = store.getState();
      if (paused === null) throw new Error('The log is not paused.');
      const gaps = paused.entries.flatMap((entry) =>
        entry.kind === 'gap' ? `${entry.from}+${entry.count}${entry.lost ? ' lost' : ''}` : [],
      );
      return { earlier: paused.earlier, next: paused.next, lines: paused.lines, gaps };
    };
    return { store, reads, shown, onError };
  }

  const million = 10_000_000;

  it('is read page by page before the window, which stays as large as it may be', async () => {
    const { store, reads, shown } = await setUpLong(million);
    await store.loadEarlier();
    await store.loadEarlier();
    expect(reads).toEqual([
      { from: million - logWindowLines - logPageLines, count: logPageLines },
      { from: million - logWindowLines - 2 * logPageLines, count: logPageLines },
    ]);
    const earlier = million - logWindowLines - 2 * logPageLines;
    expect(shown()).toEqual({ earlier, next: earlier + logWindowLines, lines: logWindowLines, gaps: [] });
  });

  it('is read up to its beginning and no further', async () => {
    const { store, reads, shown } = await setUpLong(logWindowLines + 30);
    await store.loadEarlier();
    await store.loadEarlier();
    expect(reads).toEqual([{ from: 0, count: 30 }]);
    expect(shown()).toMatchObject({ earlier: 0, next: logWindowLines });
  });

  it('is shown around any line, and read on to its end from there', async () => {
    const { store, reads, shown } = await setUpLong(million);
    await store.goTo(4_000_000);
    expect(reads).toEqual([{ from: 4_000_000 - logPageLines / 2, count: logPageLines }]);
    await store.loadLater();
    expect(shown()).toMatchObject({ earlier: 3_999_500, next: 4_001_500, gaps: [] });
    await store.goTo(million - logWindowLines - 10);
    // The rest is there already.
    const { length } = reads;
    await store.loadLater();
    await store.loadLater();
    expect(shown()).toMatchObject({ next: million - logWindowLines + 2_490, gaps: [] });
    for (let page = 0; page < 3; page += 1) await store.loadLater();
    expect(shown()).toMatchObject({ next: million, lines: logWindowLines, gaps: [] });
    expect(reads).toHaveLength(length);
  });

  it('is not read for lines that are there already', async () => {
    const { store, reads, shown } = await setUpLong(million);
    await store.goTo(million - 3);
    expect(reads).toEqual([]);
    await store.goTo(0);
    await store.goTo(500);
    expect(reads).toHaveLength(1);
    await store.goTo(million - 1);
    expect(reads).toHaveLength(1);
    expect(shown().next).toBe(million);
  });

  it('says which lines are lost, and finds those before them in few steps', async () => {
    const { store, reads, shown } = await setUpLong(million, 2_000);
    await store.loadEarlier();
    expect(reads.length).toBeLessThan(30);
    const first = million - logWindowLines;
    expect(shown().earlier).toBe(1_000);
    expect(shown().gaps).toEqual([`2000+${first - 2_000} lost`]);
    await store.loadEarlier();
    expect(shown().earlier).toBe(0);
    const again = await setUpLong(million, 2_000);
    await again.store.goTo(1_500);
    await again.store.loadLater();
    expect(again.shown()).toMatchObject({
      earlier: 1_000,
      next: first + logPageLines,
      gaps: [`2000+${first - 2_000} lost`],
    });
  });

  it('shows that a line is lost to which the person went', async () => {
    const { store, shown } = await setUpLong(million, 2_000);
    await store.goTo(5_000_000);
    expect(shown()).toMatchObject({ lines: 0, gaps: ['4999500+1000 lost'] });
  });

  it('is left where it was when the person goes elsewhere before a page has come', async () => {
    const { store } = await setUpLong(million);
    const page = store.loadEarlier();
    store.follow();
    await page;
    expect(store.getState().paused).toBeNull();
  });

  it('has the end of a gap filled, a page at a time', async () => {
    const { store, answer, append: announce } = setUp();
    void store.open(a);
    await answer(a, 0, 10);
    announce(a, 3_000, 3_010);
    const long = await setUpLong(3_010);
    long.store.setState({ window: store.getState().window, paused: store.getState().window });
    await long.store.loadGap({ from: 10, count: 2_990 });
    expect(long.reads).toEqual([{ from: 2_000, count: 1_000 }]);
    expect(long.shown()).toMatchObject({ lines: 1_020, gaps: ['10+1990'] });
  });
});
