import type { BrowserWindow } from 'electron';
import { contractVersion, type EventName, events } from '../../shared/ipc.ts';
import type { Announcer } from '../announcer.ts';

/** Which windows follow which job's log: a log that nobody looks at is not sent. */
export interface LogSubscriptions {
  follow(jobId: string, contents: Electron.WebContents): void;
  unfollow(jobId: string, contents: Electron.WebContents): void;
}

/** Sends what the parts announce to every window, and a log's lines to the windows that show it. */
export function forwardAnnouncements(announcer: Announcer, windows: () => BrowserWindow[]): LogSubscriptions {
  const followers = new Map<string, Set<Electron.WebContents>>();
  const send = (name: EventName, payload: unknown, contents: Electron.WebContents) => {
    if (!contents.isDestroyed()) contents.send(name, { version: contractVersion, payload });
  };

  const names = Object.keys(events).filter((name): name is EventName => name in events);
  for (const name of names.filter((each) => each !== 'log.appended')) {
    announcer.on(name, (payload) => {
      for (const window of windows()) send(name, payload, window.webContents);
    });
  }
  announcer.on('log.appended', (batch) => {
    for (const contents of followers.get(batch.jobId) ?? []) send('log.appended', batch, contents);
  });

  return {
    follow(jobId, contents) {
      const following = followers.get(jobId) ?? new Set();
      followers.set(jobId, following.add(contents));
      contents.once('destroyed', () => following.delete(contents));
    },
    unfollow(jobId, contents) {
      const following = followers.get(jobId);
      following?.delete(contents);
      if (following?.size === 0) followers.delete(jobId);
    },
  };
}
