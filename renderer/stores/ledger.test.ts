import { describe, expect, it, vi } from 'vitest';
import { aJob } from '../../shared/testing/a-job.ts';
import { aLedgerEntry } from '../../shared/testing/a-ledger-entry.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createLedgerStore, mergeEntries } from './ledger.ts';

const { id: a } = aJob('a');
const { id: b } = aJob('b');

/** Lets every answer arrive that is on its way. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

function setUp() {
  const asked: { id: string; answer: (value: unknown) => void; refuse: (error: unknown) => void }[] = [];
  const { bridge, announce } = pretendBridge({
    'ledger.get': (id) => new Promise((answer, refuse) => asked.push({ id: String(id), answer, refuse })),
  });
  const onError = vi.fn();
  const store = createLedgerStore({
    client: createClient({ bridge, onBadAnnouncement: onError, words: () => english }),
    onError,
  });
  store.start();
  const take = (id: string) => {
    const index = asked.findIndex((each) => each.id === id);
    const [found] = asked.splice(index, 1);
    if (!found) throw new Error(`nobody asked for ${id}`);
    return found;
  };
  return {
    store,
    onError,
    tell: (jobId: string, entries: ReturnType<typeof aLedgerEntry>[], omitted = 0) =>
      announce('ledger.changed', { jobId, entries, omitted }),
    async answer(jobId: string, entries: ReturnType<typeof aLedgerEntry>[], omitted = 0) {
      take(jobId).answer({ jobId, entries, omitted });
      await settled();
    },
    async refuse(jobId: string) {
      take(jobId).refuse(new Error('no'));
      await settled();
    },
    seqs: () => store.getState().entries.map(({ seq }) => seq),
  };
}

describe('the ledger store', () => {
  it('merges what is told while it opens with what was asked for', async () => {
    const { store, tell, answer, seqs } = setUp();
    void store.open(a);
    tell(a, [aLedgerEntry(3), aLedgerEntry(2, { durationMs: 9 })]);
    expect(seqs()).toEqual([2, 3]);
    await answer(a, [aLedgerEntry(1), aLedgerEntry(2)]);
    expect(seqs()).toEqual([1, 2, 3]);
    expect(store.getState().entries[1]?.durationMs).toBe(9);
    tell(a, [aLedgerEntry(5), aLedgerEntry(4)]);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('shows nothing of another job, neither told nor answered late', async () => {
    const { store, tell, answer, seqs } = setUp();
    void store.open(a);
    void store.open(b);
    tell(a, [aLedgerEntry(7)], 40);
    await answer(b, [aLedgerEntry(1)], 2);
    await answer(a, [aLedgerEntry(8)], 50);
    expect(store.getState()).toMatchObject({ jobId: b, omitted: 2 });
    expect(seqs()).toEqual([1]);
  });

  it('is empty when it was closed, whatever comes then', async () => {
    const { store, tell, answer, seqs } = setUp();
    void store.open(a);
    store.close();
    tell(a, [aLedgerEntry(1)]);
    await answer(a, [aLedgerEntry(1)], 3);
    expect(store.getState()).toMatchObject({ jobId: null, status: 'closed', omitted: 0 });
    expect(seqs()).toEqual([]);
  });

  it('never counts fewer left out than before', async () => {
    const { store, tell, answer } = setUp();
    void store.open(a);
    tell(a, [], 9);
    await answer(a, [], 4);
    expect(store.getState().omitted).toBe(9);
  });

  it('says that it could not be read, and still shows what comes', async () => {
    const { store, tell, refuse, onError, seqs } = setUp();
    void store.open(a);
    await refuse(a);
    expect(store.getState().status).toBe('failed');
    expect(onError).toHaveBeenCalledOnce();
    tell(a, [aLedgerEntry(1)]);
    expect(seqs()).toEqual([1]);
  });
});

describe('mergeEntries', () => {
  const begun = aLedgerEntry(1);
  const going = aLedgerEntry(1, { bytesDown: 500 });
  const ended = aLedgerEntry(1, {
    bytesDown: 400,
    durationMs: 12,
    verdict: { outcome: 'failed', reason: 'cut', detail: '' },
  });

  it('ends with what was told last of a request, in whatever order it comes', () => {
    for (const order of [
      [begun, going, ended],
      [ended, going, begun],
      [going, ended, begun],
      [ended, begun, going, ended],
    ]) {
      let entries = mergeEntries([], []);
      for (const entry of order) entries = mergeEntries(entries, [entry]);
      expect(entries).toEqual([ended]);
      expect(mergeEntries([], order)).toEqual([ended]);
    }
    expect(mergeEntries([going], [begun])).toEqual([going]);
  });

  it('takes a verdict that changed although no byte moved', () => {
    const refused = aLedgerEntry(1, { verdict: { outcome: 'refused', reason: 'not_tls', detail: '' } });
    expect(mergeEntries([begun], [refused])).toEqual([refused]);
  });

  it('changes nothing for nothing, so that nothing is drawn again', () => {
    const entries = [begun];
    expect(mergeEntries(entries, [])).toBe(entries);
  });
});
