import { describe, expect, it, vi } from 'vitest';
import type { LogBatch } from '../../shared/logs.ts';
import { createClient } from '../bridge.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createLogStore } from './log.ts';

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
  const answers = new Map<string, (value: unknown) => void>();
  const closed: unknown[] = [];
  const { bridge, announce } = pretendBridge({
    'log.open': (id) => new Promise((resolve) => answers.set(String(id), resolve)),
    'log.close': (id) => void closed.push(id),
  });
  const onError = vi.fn();
  const store = createLogStore({ client: createClient({ bridge, onBadAnnouncement: onError }), onError });
  store.start();
  return {
    store,
    closed,
    append: (one: LogBatch) => announce('log.appended', one),
    answer: (id: string, from: number, to: number) => answers.get(id)?.(batch(id, from, to)),
    seqs: () => store.getState().window.entries.map((entry) => (entry.kind === 'line' ? entry.seq : entry.kind)),
  };
}

describe('createLogStore', () => {
  it('loses no line that came between asking and the snapshot, and shows none twice', async () => {
    const { store, append, answer, seqs } = setUp();
    const opening = store.open('a');
    append(batch('a', 2, 4));
    append(batch('a', 4, 6));
    answer('a', 0, 3);
    await opening;
    append(batch('a', 6, 7));
    expect(seqs()).toEqual(['phase', 0, 1, 2, 3, 4, 5, 6]);
  });

  it('shows nothing of another job', async () => {
    const { store, append, answer, seqs } = setUp();
    const first = store.open('a');
    const second = store.open('b');
    answer('b', 0, 1);
    answer('a', 0, 9);
    await Promise.all([first, second]);
    append(batch('a', 9, 12));
    expect(store.getState().jobId).toBe('b');
    expect(seqs()).toEqual(['phase', 0]);
  });

  it('tells the main process when it needs no more', async () => {
    const { store, answer, closed } = setUp();
    const opening = store.open('a');
    answer('a', 0, 1);
    await opening;
    store.close();
    await vi.waitFor(() => expect(closed).toEqual(['a']));
    expect(store.getState().window.entries).toEqual([]);
  });
});
