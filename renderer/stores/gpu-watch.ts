import { createStore } from 'zustand/vanilla';
import type { Client } from '../bridge.ts';

interface GpuWatchOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** Whether anything shows GPUs live in a window that can be seen; the main process samples them often only then. */
export function createGpuWatch({ client, onError }: GpuWatchOptions) {
  const store = createStore<{ watching: boolean }>()(() => ({ watching: false }));
  let shown = 0;
  let visible = true;
  let asked = false;

  // One view follows another within a moment: what holds then is what is told.
  const tell = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      const watching = shown > 0 && visible;
      if (watching === store.getState().watching) return;
      store.setState({ watching });
      client.request('gpus.watch', watching).catch(onError);
    });
  };

  return Object.assign(store, {
    start(document: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>): () => void {
      const look = () => {
        visible = !document.hidden;
        tell();
      };
      look();
      document.addEventListener('visibilitychange', look);
      return () => document.removeEventListener('visibilitychange', look);
    },
    /** Something shows GPUs, until the function is called that this returns. */
    show(): () => void {
      shown += 1;
      tell();
      return () => {
        shown -= 1;
        tell();
      };
    },
  });
}
