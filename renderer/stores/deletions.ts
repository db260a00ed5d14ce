import { createStore } from 'zustand/vanilla';
import type { JobSelection, JobsWeight } from '../../shared/jobs.ts';
import type { Client } from '../bridge.ts';
import type { Words } from '../language/words.ts';
import type { ToastStore } from './toasts.ts';

/** A deletion that waits for a yes, because outputs go with it. */
interface Asking {
  selection: JobSelection;
  weight: JobsWeight;
}

interface DeletionsOptions {
  client: Client;
  toasts: ToastStore;
  /** In the language of now. */
  words: () => Words;
  onGone: (selection: JobSelection) => void;
  onBack: () => void;
}

/** Deleting jobs, with a question where outputs go too, and with a way back. */
export function createDeletionsStore({ client, toasts, words, onGone, onBack }: DeletionsOptions) {
  const store = createStore<{ asking: Asking | null }>()(() => ({ asking: null }));
  const { fail, failWith, offer, done } = toasts.getState();

  const undo = async (deletion: number): Promise<void> => {
    const back = await client.request('jobs.undoDeletion', deletion);
    onBack();
    done(words().t('app.deletion.undone', { count: back }));
  };

  const remove = async (selection: JobSelection): Promise<void> => {
    const { id, deleted, left } = await client.request('jobs.delete', selection);
    onGone(selection);
    const { t } = words();
    const message =
      left === 0 ? t('app.deletion.done', { count: deleted }) : t('app.deletion.doneInPart', { count: deleted, left });
    offer(message, {
      label: t('app.deletion.undo'),
      take: () => void undo(id).catch(fail),
      lapse: () => void client.request('jobs.settleDeletion', id).catch(fail),
    });
  };

  return Object.assign(store, {
    /** Deletes the ended jobs of the selection; asks first where they left outputs. */
    async request(selection: JobSelection): Promise<void> {
      const weight = await client.request('jobs.weigh', selection);
      if (weight.ended === 0) {
        const { t } = words();
        failWith({
          code: 'invalid_argument',
          message: t('app.deletion.notEnded', { count: weight.unfinished }),
          retryable: false,
          remedy: { text: t('app.deletion.advice') },
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
