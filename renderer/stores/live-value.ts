import { createStore } from 'zustand/vanilla';
import type { EventName } from '../../shared/channels.ts';
import type { EventPayload } from '../../shared/ipc.ts';
import type { Client } from '../bridge.ts';

interface LiveValueOptions<E extends EventName, I> {
  client: Client;
  load: () => Promise<EventPayload<E>>;
  event: E;
  initial: I;
  onError: (error: unknown) => void;
}

/** A value that the main process owns: asked for once, then kept up to date by its event. */
export function createLiveValue<E extends EventName, I extends EventPayload<E> | null>(
  options: LiveValueOptions<E, I>,
) {
  const store = createStore<{ value: EventPayload<E> | I }>()(() => ({ value: options.initial }));
  return Object.assign(store, {
    put: (value: EventPayload<E>) => store.setState({ value }),
    start(): () => void {
      let announced = false;
      const stop = options.client.on(options.event, (value) => {
        announced = true;
        store.setState({ value });
      });
      options.load().then((value) => {
        // What was announced in the meantime is newer than the answer.
        if (!announced) store.setState({ value });
      }, options.onError);
      return stop;
    },
  });
}
