import type { BrowserWindow } from 'electron';
import { type EventName, eventNames } from '../../shared/channels.ts';
import { contractVersion } from '../../shared/ipc.ts';
import type { Announcer } from '../announcer.ts';
import { createLogFlow, type LogFlow } from './log-flow.ts';

/** Which windows follow which job's log: a log that nobody looks at is not sent. */
export interface LogSubscriptions {
  follow(jobId: string, contents: Electron.WebContents): void;
  unfollow(jobId: string, contents: Electron.WebContents): void;
  /** The window has taken the last batch that it was sent. */
  taken(jobId: string, contents: Electron.WebContents): void;
}

/** Sends what the parts announce to every window, and a log's lines to the windows that show it. */
export function forwardAnnouncements(announcer: Announcer, windows: () => BrowserWindow[]): LogSubscriptions {
  const followed = new Map<Electron.WebContents, Map<string, LogFlow>>();
  const send = (name: EventName, payload: unknown, contents: Electron.WebContents) => {
    if (!contents.isDestroyed()) contents.send(name, { version: contractVersion, payload });
  };
  const flowsOf = (contents: Electron.WebContents): Map<string, LogFlow> => {
    const known = followed.get(contents);
    if (known) return known;
    const flows = new Map<string, LogFlow>();
    followed.set(contents, flows);
    contents.once('destroyed', () => followed.delete(contents));
    return flows;
  };

  for (const name of eventNames.filter((each) => each !== 'log.appended')) {
    announcer.on(name, (payload) => {
      for (const window of windows()) send(name, payload, window.webContents);
    });
  }
  announcer.on('log.appended', (batch) => {
    for (const flows of followed.values()) flows.get(batch.jobId)?.push(batch);
  });

  return {
    follow: (jobId, contents) =>
      void flowsOf(contents).set(
        jobId,
        createLogFlow((batch) => send('log.appended', batch, contents)),
      ),
    unfollow: (jobId, contents) => void flowsOf(contents).delete(jobId),
    taken: (jobId, contents) => flowsOf(contents).get(jobId)?.taken(),
  };
}
