import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Whether the app is to find a tray: a stand-in for `dbus-send`, first on `PATH`, answers for a desktop that is not there.
 * @returns what to launch the app with
 */
export async function trayStandIn(folder: string, there: boolean): Promise<Record<string, string>> {
  const programs = path.join(folder, 'desktop-programs');
  await mkdir(programs, { recursive: true });
  await writeFile(path.join(programs, 'dbus-send'), `#!/bin/sh\necho '   boolean ${there}'\n`, { mode: 0o755 });
  return {
    PATH: `${programs}:${process.env.PATH ?? ''}`,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(folder, 'no-bus')}`,
  };
}
