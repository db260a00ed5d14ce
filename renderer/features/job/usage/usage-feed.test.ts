import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobUsage } from '../../../../shared/usage.ts';
import { createClient } from '../../../bridge.ts';
import { english } from '../../../testing/english.ts';
import { pretendBridge } from '../../../testing/pretend-bridge.ts';
import { createUsageFeed } from './usage-feed.ts';

const id = 'a'.padStart(20, '0');
const columns = { cpu: [], memory: [], diskRead: [], diskWritten: [], pids: [], logLines: [], logBytes: [] };

let asked: string[];
let answer: JobUsage;
let fail: boolean;
let page: {
  hidden: boolean;
  look: () => void;
  document: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
};

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  fail = false;
  answer = { stepMs: 1_000, times: [], mean: columns, most: columns, peaks: [] };
  const target = new EventTarget();
  page = {
    hidden: false,
    look: () => target.dispatchEvent(new Event('visibilitychange')),
    document: {
      get hidden() {
        return page.hidden;
      },
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
    },
  };
});

afterEach(() => vi.useRealTimers());

function feed() {
  const { bridge } = pretendBridge({
    'jobs.usage': () => {
      asked.push('usage');
      if (fail) throw new Error('no');
      return answer;
    },
    'jobs.gpuUsage': () => ({ stepMs: 1_000, gpus: [] }),
    'jobs.events': () => {
      asked.push('events');
      return [{ kind: 'cancel_asked', at: 1 }];
    },
  });
  return createUsageFeed({
    client: createClient({ bridge, onBadAnnouncement: () => undefined, words: () => english }),
    id,
  });
}

const count = (what: string) => asked.filter((one) => one === what).length;

it('fetches a job that has ended once', async () => {
  const shown = feed();
  shown.open(false, page.document);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([count('usage'), count('events')]).toEqual([1, 1]);
  expect(shown.getState()).toMatchObject({ usage: answer, events: [{ kind: 'cancel_asked' }], failure: null });
});

it('fetches a running job every second, and less often where its steps are long', async () => {
  feed().open(true, page.document);
  await vi.advanceTimersByTimeAsync(10_100);
  expect([count('usage'), count('events')]).toEqual([11, 3]);
  answer = { ...answer, stepMs: 60_000 };
  await vi.advanceTimersByTimeAsync(1_000);
  asked = [];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count('usage')).toBe(2);
});

it('asks for nothing while nobody can see it, and at once when somebody can', async () => {
  const close = feed().open(true, page.document);
  await vi.advanceTimersByTimeAsync(500);
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count('usage')).toBe(1);
  page.hidden = false;
  page.look();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(count('usage')).toBe(3);
  close();
  page.look();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count('usage')).toBe(3);
});

it('says why it could not be fetched, and tries again', async () => {
  const shown = feed();
  fail = true;
  shown.open(true, page.document);
  await vi.advanceTimersByTimeAsync(100);
  expect(shown.getState().failure).toMatchObject({ message: 'no' });
  fail = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown.getState()).toMatchObject({ failure: null, usage: answer });
});
