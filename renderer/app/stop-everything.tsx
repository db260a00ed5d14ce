import { useStore } from 'zustand';
import { Confirm } from '../components/dialog.tsx';
import { useQueue, useStores, useWords } from '../stores/stores.ts';

/** Asks before everything that runs is ended. */
export function StopEverything() {
  const { client, queue: store, shell, toasts } = useStores();
  const { t } = useWords();
  const open = useStore(shell, (state) => state.dialog === 'stop_everything');
  const running = useQueue()?.running ?? 0;
  return (
    <Confirm
      open={open}
      onClose={() => shell.open(null)}
      title={t('app.stop.title')}
      description={running === 0 ? t('app.stop.nothing') : t('app.stop.running', { count: running })}
      confirm={t('app.stop.confirm')}
      keep={t('app.stop.keep')}
      action={async () => {
        store.put(await client.request('queue.stopEverything'));
        toasts.getState().done(t('app.stop.done'));
      }}
    />
  );
}
