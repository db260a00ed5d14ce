import type { EventName } from '../shared/channels.ts';
import type { EventPayload } from '../shared/ipc.ts';

type Listeners = { [N in EventName]: Set<(payload: EventPayload<N>) => void> };

/** Carries what the parts announce to whoever shows it. */
export interface Announcer {
  announce<N extends EventName>(name: N, payload: EventPayload<N>): void;
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

export function createAnnouncer(): Announcer {
  const listeners: Listeners = {
    'job.changed': new Set(),
    'queue.changed': new Set(),
    'log.appended': new Set(),
    'ledger.changed': new Set(),
    'storage.changed': new Set(),
    'gpus.changed': new Set(),
    'engine.changed': new Set(),
    'image.changed': new Set(),
    'settings.changed': new Set(),
    'app.command': new Set(),
  };
  return {
    announce(name, payload) {
      for (const listener of listeners[name]) listener(payload);
    },
    on(name, listener) {
      listeners[name].add(listener);
      return () => listeners[name].delete(listener);
    },
  };
}
