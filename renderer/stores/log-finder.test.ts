import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aJob } from '../../shared/testing/a-job.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createLogFinder, searchAfter } from './log-finder.ts';

const { id: jobId } = aJob('a');

function setUp() {
  const asked: { query: unknown; answer: (seqs: number[]) => void; fail: () => void }[] = [];
  const { bridge } = pretendBridge({
    'log.search': (query) =>
      new Promise((resolve, reject) =>
        asked.push({
          query,
          answer: (seqs) => resolve({ seqs, total: seqs.length }),
          fail: () => reject(new Error('no')),
        }),
      ),
  });
  const onError = vi.fn();
  const finder = createLogFinder({
    client: createClient({ bridge, onBadAnnouncement: onError, words: () => english }),
    onError,
  });
  const look = (text: string, total = 0) => finder.look({ jobId, text, streams: [] }, () => total);
  const rest = () => vi.advanceTimersByTimeAsync(0);
  return { finder, look, asked, onError, rest };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('createLogFinder', () => {
  it('asks once when the typing stops, for the last words', async () => {
    const { look, asked } = setUp();
    look('e');
    await vi.advanceTimersByTimeAsync(searchAfter - 1);
    look('er');
    await vi.advanceTimersByTimeAsync(searchAfter - 1);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ query }) => query)).toEqual([{ jobId, text: 'er', streams: [] }]);
  });

  it('tells what was found, and which lines it knows nothing of', async () => {
    const { finder, look, asked, rest } = setUp();
    look('er', 40);
    expect(finder.getState()).toEqual({ status: 'searching', found: null });
    await vi.advanceTimersByTimeAsync(searchAfter);
    asked[0]?.answer([3, 8]);
    await rest();
    expect(finder.getState()).toEqual({ status: 'done', found: { seqs: [3, 8], total: 2, upTo: 40 } });
  });

  it('does not take the answer to words that were changed since, nor to a search that was given up', async () => {
    const { finder, look, asked, rest } = setUp();
    look('e');
    await vi.advanceTimersByTimeAsync(searchAfter);
    look('er');
    await vi.advanceTimersByTimeAsync(searchAfter);
    asked[1]?.answer([8]);
    await rest();
    asked[0]?.answer([1, 2, 3]);
    await rest();
    expect(finder.getState().found?.seqs).toEqual([8]);
    look('err');
    await vi.advanceTimersByTimeAsync(searchAfter);
    finder.clear();
    asked[2]?.answer([1]);
    await rest();
    expect(finder.getState()).toEqual({ status: 'idle', found: null });
  });

  it('says that a search has failed', async () => {
    const { finder, look, asked, onError, rest } = setUp();
    look('e');
    await vi.advanceTimersByTimeAsync(searchAfter);
    asked[0]?.fail();
    await rest();
    expect(finder.getState()).toEqual({ status: 'failed', found: null });
    expect(onError).toHaveBeenCalledOnce();
  });
});
