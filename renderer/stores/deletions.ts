import { createStore } from 'zustand/vanilla';
import type { JobSelection, JobsWeight } from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';
import { plural } from '../words.ts';
import type { ToastStore } from './toasts.ts';

/** A deletion that waits for a yes, because outputs go with it. */
interface Asking {
  selection: JobSelection;
  weight: JobsWeight;
}

interface DeletionsOptions {
  client: Client;
  toasts: ToastStore;
  onGone: (selection: JobSelection) => void;
  onBack: () => void;
}

/** Deleting jobs, with a question where outputs go too, and with a way back. */
export function createDeletionsStore({ client, toasts, onGone, onBack }: DeletionsOptions) {
  const store = createStore<{ asking: Asking | null }>()(() => ({ asking: null }));
  const { fail, failWith, offer, done } = toasts.getState();

  const undo = async (deletion: number): Promise<void> => {
    const back = await client.request('jobs.undoDeletion', deletion);
    onBack();
    done(`${plural(back, 'job')} restored`);
  };

  const remove = async (selection: JobSelection): Promise<void> => {
    const { id, deleted, left } = await client.request('jobs.delete', selection);
    onGone(selection);
    const stay =
      left === 0 ? '' : `. ${plural(left, 'job has', 'jobs have')} not ended and ${left === 1 ? 'stays' : 'stay'}`;
    offer(`${plural(deleted, 'job')} deleted${stay}`, {
      label: 'Undo',
      take: () => void undo(id).catch(fail),
      lapse: () => void client.request('jobs.settleDeletion', id).catch(fail),
    });
  };

  return Object.assign(store, {
    /** Deletes the ended jobs of the selection; asks first where they left outputs. */
    async request(selection: JobSelection): Promise<void> {
      const weight = await client.request('jobs.weigh', selection);
      if (weight.ended === 0) {
        failWith({
          code: 'invalid_argument',
          message: weight.unfinished === 1 ? 'This job has not ended.' : 'None of these jobs has ended.',
          retryable: false,
          remedy: { text: 'Only jobs that have ended can be deleted. Cancel a job to end it.' },
        });
      } else if (weight.outputs.files > 0) store.setState({ asking: { selection, weight } });
      else await remove(selection);
    },
    /** The answer was yes. */
    async confirm(): Promise<void> {
      const { asking } = store.getState();
      if (asking) await remove(asking.selection);
    },
    dismiss: () => store.setState({ asking: null }),
  });
}
