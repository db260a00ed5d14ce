import { app } from 'electron';

/** Links that the system hands over while the app runs, or that it was started for. */
export interface ReceivedLinks {
  /** Calls back with each, also with those that came before. */
  on(listener: (link: string) => void): void;
}

/** macOS gives links in an event, which may come before the app is ready; elsewhere they are arguments. */
export function receiveLinks(): ReceivedLinks {
  const early: string[] = [];
  let take: (link: string) => void = (link) => void early.push(link);
  app.on('open-url', (event, link) => {
    event.preventDefault();
    take(link);
  });
  return {
    on(listener) {
      take = listener;
      for (const link of early.splice(0)) listener(link);
    },
  };
}
