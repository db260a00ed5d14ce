import { app } from 'electron';
import { autostartEntry } from '../desktop/autostart-entry.ts';
import { hiddenFlag } from '../desktop/start-arguments.ts';

export interface LoginStart {
  /** Has the system start the app at login, or not any more. @throws where the system does not let it */
  set(on: boolean): void;
}

export function createLoginStart(): LoginStart {
  const leading = app.isPackaged ? [] : [app.getAppPath()];
  if (process.platform === 'linux') {
    const entry = autostartEntry({ environment: process.env, program: process.execPath, leading });
    return {
      set(on) {
        if (on) entry.write();
        else entry.remove();
      },
    };
  }
  return {
    set: (openAtLogin) => app.setLoginItemSettings({ openAtLogin, args: [...leading, hiddenFlag] }),
  };
}
