import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const bus = 'org.freedesktop.DBus';
const watcher = 'org.kde.StatusNotifierWatcher';
const patienceMs = 2_000;

/** Three programs that can ask the session's bus; a desktop has at least one of them. */
const questions: readonly (readonly [program: string, ...arguments: string[]])[] = [
  [
    'dbus-send',
    '--session',
    '--print-reply=literal',
    `--dest=${bus}`,
    '/org/freedesktop/DBus',
    `${bus}.NameHasOwner`,
    `string:${watcher}`,
  ],
  [
    'gdbus',
    'call',
    '--session',
    '--dest',
    bus,
    '--object-path',
    '/org/freedesktop/DBus',
    '--method',
    `${bus}.NameHasOwner`,
    watcher,
  ],
  ['busctl', '--user', 'call', bus, '/org/freedesktop/DBus', bus, 'NameHasOwner', 's', watcher],
];

/** Answers what a program wrote; rejects where it is missing, fails or takes too long. */
export type RunProgram = (program: string, args: readonly string[], environment: NodeJS.ProcessEnv) => Promise<string>;

/**
 * Whether a Linux desktop has a place for tray icons now. Electron cannot tell: it makes an icon that nobody sees. Without a
 * bus nothing is asked, because the question itself could start one.
 */
export async function hasStatusNotifier(
  environment: Readonly<NodeJS.ProcessEnv>,
  run: RunProgram = runProgram,
): Promise<boolean> {
  const address = busAddress(environment);
  if (address === null) return false;
  for (const [program, ...args] of questions) {
    try {
      return /\btrue\b/.test(await run(program, args, { ...environment, DBUS_SESSION_BUS_ADDRESS: address }));
    } catch {
      // Not installed, or no answer: the next one.
    }
  }
  return false;
}

function busAddress({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }: Readonly<NodeJS.ProcessEnv>): string | null {
  if (DBUS_SESSION_BUS_ADDRESS) return DBUS_SESSION_BUS_ADDRESS;
  const socket = XDG_RUNTIME_DIR && path.join(XDG_RUNTIME_DIR, 'bus');
  return socket && existsSync(socket) ? `unix:path=${socket}` : null;
}

const runProgram: RunProgram = (program, args, environment) =>
  new Promise((resolve, reject) => {
    execFile(program, [...args], { env: environment, timeout: patienceMs }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
