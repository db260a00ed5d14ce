import { createStore } from 'zustand/vanilla';
import { toFailure } from '../../shared/errors.ts';
import type { Destination } from '../../shared/links.ts';
import type { WindowCommand } from '../../shared/window-commands.ts';
import type { Client } from '../bridge.ts';
import type { Words } from '../language/words.ts';
import type { createNewJobStore } from './new-job.ts';
import type { ToastStore } from './toasts.ts';
import type { createViewStore, Route } from './view.ts';

export type ShellDialog = 'palette' | 'shortcuts' | 'stop_everything';

interface ShellOptions {
  client: Client;
  toasts: ToastStore;
  /** In the language of now. */
  words: () => Words;
  view: ReturnType<typeof createViewStore>;
  newJob: Pick<ReturnType<typeof createNewJobStore>, 'show'>;
}

/** The dialogs that belong to no view, and what menu, tray, notifications and links ask of the window. */
export function createShellStore({ client, toasts, words, view, newJob }: ShellOptions) {
  const store = createStore<{ dialog: ShellDialog | null }>()(() => ({ dialog: null }));
  const open = (dialog: ShellDialog | null) => store.setState({ dialog });

  const show = async (destination: Destination): Promise<void> => {
    if (destination.view === 'job') {
      try {
        await client.request('jobs.get', destination.id);
      } catch (error) {
        toasts.getState().failWith(notThere(error, words()));
        return;
      }
    }
    open(null);
    view.go(destination);
  };

  const perform = (command: WindowCommand): void => {
    switch (command.do) {
      case 'show':
        void show(command.destination);
        break;
      case 'new_job':
        open(null);
        newJob.show();
        break;
      case 'open_palette':
        open('palette');
        break;
      case 'list_shortcuts':
        open('shortcuts');
    }
  };

  const tell = (route: Route) => client.request('app.showing', destinationOf(route)).catch(toasts.getState().fail);

  return Object.assign(store, {
    open,
    start(): () => void {
      const stops = [
        client.on('app.command', perform),
        view.subscribe(({ route }, before) => {
          if (route !== before.route) void tell(route);
        }),
      ];
      void tell(view.getState().route);
      client.request('app.started').then((first) => first && perform(first), toasts.getState().fail);
      return () => {
        for (const stop of stops) stop();
      };
    },
  });
}

function notThere(error: unknown, { t }: Words) {
  const failure = toFailure(error);
  if (failure.code !== 'not_found') return failure;
  const { said: _, ...rest } = failure;
  return {
    ...rest,
    message: t('app.notThere.message'),
    remedy: { text: t('app.notThere.advice') },
  };
}

const destinationOf = (route: Route): Destination =>
  // Which setting is shown is nobody else's business.
  route.view === 'settings' ? { view: 'settings', section: route.section } : route;
