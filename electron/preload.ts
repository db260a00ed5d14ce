import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { eventNames, requestNames } from '../shared/channels.ts';

/** `{'jobs.list': …}` → `{jobs: {list: (argument) => …}}`, each frozen. */
function domains(): Record<string, Record<string, (argument?: unknown) => Promise<unknown>>> {
  const bridge: Record<string, Record<string, (argument?: unknown) => Promise<unknown>>> = {};
  for (const name of requestNames) {
    const [domain = '', method = ''] = name.split('.');
    bridge[domain] ??= {};
    bridge[domain][method] = (argument) => ipcRenderer.invoke(name, argument);
  }
  for (const domain of Object.values(bridge)) Object.freeze(domain);
  return bridge;
}

function subscriptions(): Record<string, (listener: (announcement: unknown) => void) => () => void> {
  return Object.freeze(
    Object.fromEntries(
      eventNames.map((name) => [
        name,
        (listener: (announcement: unknown) => void) => {
          const receive = (_: unknown, announcement: unknown) => listener(announcement);
          ipcRenderer.on(name, receive);
          return () => ipcRenderer.off(name, receive);
        },
      ]),
    ),
  );
}

contextBridge.exposeInMainWorld(
  'computeswarm',
  Object.freeze({ ...domains(), on: subscriptions(), pathOf: (file: File) => webUtils.getPathForFile(file) }),
);
