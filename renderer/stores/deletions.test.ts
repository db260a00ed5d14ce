import { describe, expect, it, vi } from 'vitest';
import type { JobSelection, JobsWeight } from '../../shared/jobs.ts';
import { createClient } from '../bridge.ts';
import { english } from '../testing/english.ts';
import { pretendBridge } from '../testing/pretend-bridge.ts';
import { createDeletionsStore } from './deletions.ts';
import { createToastStore } from './toasts.ts';

const some: JobSelection = { kind: 'some', ids: ['0'.repeat(20), '1'.repeat(20)] };
const nothingLeft = { files: 0, bytes: 0 };

function setUp(weight: JobsWeight) {
  const calls: string[] = [];
  const { bridge } = pretendBridge({
    'jobs.weigh': () => weight,
    'jobs.delete': () => {
      calls.push('delete');
      return { id: 7, deleted: weight.ended, left: weight.unfinished };
    },
    'jobs.undoDeletion': (id) => {
      calls.push(`undo ${id}`);
      return weight.ended;
    },
    'jobs.settleDeletion': (id) => void calls.push(`settle ${id}`),
  });
  const toasts = createToastStore();
  const onGone = vi.fn();
  const onBack = vi.fn();
  const client = createClient({ bridge, onBadAnnouncement: toasts.getState().failWith, words: () => english });
  const deletions = createDeletionsStore({ client, toasts, words: () => english, onGone, onBack });
  const messages = () =>
    toasts.getState().toasts.map((toast) => (toast.tone === 'good' ? toast.message : toast.failure.message));
  return { deletions, toasts, calls, messages, onGone, onBack };
}

describe('deleting', () => {
  it('does it at once, and settles when the message goes', async () => {
    const { deletions, toasts, calls, messages, onGone } = setUp({ ended: 2, unfinished: 0, outputs: nothingLeft });
    await deletions.request(some);
    expect(messages()).toEqual(['2 jobs deleted']);
    expect(onGone).toHaveBeenCalledWith(some);
    expect(calls).toEqual(['delete']);
    toasts.getState().dismiss(toasts.getState().toasts[0]?.id ?? 0);
    await vi.waitFor(() => expect(calls).toEqual(['delete', 'settle 7']));
  });

  it('is taken back, and then not settled', async () => {
    const { deletions, toasts, calls, messages, onBack } = setUp({ ended: 2, unfinished: 0, outputs: nothingLeft });
    await deletions.request(some);
    expect(toasts.getState().takeLast()).toBe(true);
    await vi.waitFor(() => expect(messages()).toEqual(['2 jobs restored']));
    expect(calls).toEqual(['delete', 'undo 7']);
    expect(onBack).toHaveBeenCalledOnce();
    expect(toasts.getState().takeLast()).toBe(false);
  });

  it('asks first where outputs go too', async () => {
    const { deletions, calls } = setUp({ ended: 1, unfinished: 0, outputs: { files: 3, bytes: 9 } });
    await deletions.request(some);
    expect(calls).toEqual([]);
    expect(deletions.getState().asking?.weight.outputs.files).toBe(3);
    await deletions.confirm();
    expect(calls).toEqual(['delete']);
  });

  it('says which jobs stay because they have not ended', async () => {
    const { deletions, messages } = setUp({ ended: 1, unfinished: 2, outputs: nothingLeft });
    await deletions.request(some);
    expect(messages()).toEqual(['1 job deleted. 2 jobs have not ended and stay']);
  });

  it('does nothing where none has ended, and says why', async () => {
    const { deletions, calls, toasts } = setUp({ ended: 0, unfinished: 2, outputs: nothingLeft });
    await deletions.request(some);
    expect(calls).toEqual([]);
    expect(toasts.getState().toasts[0]).toMatchObject({
      tone: 'bad',
      failure: { message: 'None of these jobs has ended.' },
    });
  });

  it('keeps the way back of each of two deletions that read the same', async () => {
    const { deletions, calls, messages } = setUp({ ended: 1, unfinished: 0, outputs: nothingLeft });
    await deletions.request(some);
    await deletions.request(some);
    expect(messages()).toEqual(['1 job deleted', '1 job deleted']);
    expect(calls).toEqual(['delete', 'delete']);
  });
});
