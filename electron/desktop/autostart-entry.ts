import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hiddenFlag } from './start-arguments.ts';

export interface AutostartOptions {
  environment: Readonly<NodeJS.ProcessEnv>;
  /** The app's program as this process runs it. */
  program: string;
  /** What comes before any argument, such as the app's folder while it is developed. */
  leading: readonly string[];
}

/** How a Linux desktop is told to start the app at login. */
export interface AutostartEntry {
  file: string;
  /** @throws where it cannot be written, or the program's path cannot stand in it */
  write(): void;
  remove(): void;
}

/** The entry as the XDG autostart specification has it. */
export function autostartEntry({ environment, program, leading }: AutostartOptions): AutostartEntry {
  const home = environment.HOME ?? os.homedir();
  const file = path.join(
    environment.XDG_CONFIG_HOME || path.join(home, '.config'),
    'autostart',
    'computeswarm-seller.desktop',
  );
  return {
    file,
    write() {
      const content = autostartContent([lastingProgram(environment, program), ...leading, hiddenFlag]);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/**
 * The path under which the program is found at the next login: an AppImage runs from a mount that goes with it. Another
 * AppImage that this app was started from sets the same variable, so it counts only where the program is inside its mount.
 */
export function lastingProgram(environment: Readonly<NodeJS.ProcessEnv>, program: string): string {
  const { APPIMAGE: image, APPDIR: mount } = environment;
  return image && mount && program.startsWith(`${mount.replace(/\/+$/, '')}/`) ? image : program;
}

/** @throws where an argument has a control character, which no entry can hold */
export function autostartContent(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=ComputeSwarm Seller',
    'Comment=Takes jobs for the GPUs of this workstation',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument of `Exec`: quoted for the command line, then escaped as a string of the file, `%` as no field code. */
function quoted(argument: string): string {
  if (/[\u0000-\u001f\u007f]/.test(argument)) {
    throw new Error('The path of the app has a character in it that a start entry cannot hold.');
  }
  const inQuotes = /^[\w@+:,./-]+$/.test(argument) ? argument : `"${argument.replace(/["`$\\]/g, '\\$&')}"`;
  return inQuotes.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}
