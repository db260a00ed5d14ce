import { useStore } from 'zustand';
import { Confirm } from '../components/dialog.tsx';
import { useQueue, useStores } from '../stores/stores.ts';
import { plural } from '../words.ts';

/** Asks before everything that runs is ended. */
export function StopEverything() {
  const { client, queue: store, shell, toasts } = useStores();
  const open = useStore(shell, (state) => state.dialog === 'stop_everything');
  const running = useQueue()?.running ?? 0;
  return (
    <Confirm
      open={open}
      onClose={() => shell.open(null)}
      title="Stop everything now?"
      description={
        running === 0
          ? 'No job is running. No other job starts until you resume.'
          : `${plural(running, 'running job')} will be cancelled and cannot go on; the logs are kept. No other job starts until you resume.`
      }
      confirm="Stop everything"
      keep="Keep running"
      action={async () => {
        store.put(await client.request('queue.stopEverything'));
        toasts.getState().done('Nothing runs any more, and taking jobs is paused.');
      }}
    />
  );
}
