import { createStore } from 'zustand/vanilla';
import type { LogBatch } from '../../shared/logs.ts';
import type { Client } from '../bridge.ts';
import { append, emptyLogWindow, type LogWindow, openLogWindow } from './log-window.ts';

interface LogState {
  jobId: string | null;
  status: 'closed' | 'opening' | 'open' | 'failed';
  window: LogWindow;
}

interface LogOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** The log of the one job that is open. */
export function createLogStore({ client, onError }: LogOptions) {
  const closed: LogState = { jobId: null, status: 'closed', window: emptyLogWindow };
  const store = createStore<LogState>()(() => closed);
  let early: LogBatch[] = [];
  let opening = 0;

  return Object.assign(store, {
    start: () =>
      client.on('log.appended', (batch) => {
        const { jobId, status, window } = store.getState();
        if (batch.jobId !== jobId) return;
        if (status === 'opening') early.push(batch);
        else if (status === 'open') store.setState({ window: append(window, batch) });
      }),
    async open(jobId: string): Promise<void> {
      opening += 1;
      const mine = opening;
      early = [];
      store.setState({ jobId, status: 'opening', window: emptyLogWindow });
      try {
        const snapshot = await client.request('log.open', jobId);
        if (mine !== opening) return;
        store.setState({ status: 'open', window: early.reduce(append, openLogWindow(snapshot)) });
        early = [];
      } catch (error) {
        if (mine !== opening) return;
        store.setState({ status: 'failed' });
        onError(error);
      }
    },
    close() {
      const { jobId } = store.getState();
      opening += 1;
      early = [];
      store.setState(closed);
      if (jobId !== null) client.request('log.close', jobId).catch(onError);
    },
  });
}
