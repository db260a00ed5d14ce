import { createStore } from 'zustand/vanilla';

/** The one timer behind everything that counts seconds. Rests while the window is hidden. */
export function createClockStore() {
  const store = createStore<{ now: number }>()(() => ({ now: Date.now() }));
  return Object.assign(store, {
    start(document: Document): () => void {
      const tick = () => {
        if (!document.hidden) store.setState({ now: Date.now() });
      };
      const timer = setInterval(tick, 1000);
      document.addEventListener('visibilitychange', tick);
      return () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', tick);
      };
    },
  });
}
