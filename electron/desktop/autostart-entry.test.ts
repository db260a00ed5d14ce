import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { autostartContent, autostartEntry, lastingProgram } from './autostart-entry.ts';

const exec = (...command: string[]) => /^Exec=(.*)$/m.exec(autostartContent(command))?.[1];

describe('the content of a start entry', () => {
  test('starts the app hidden', () => {
    expect(autostartContent(['/opt/ComputeSwarm/computeswarm-seller', '--hidden'])).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=ComputeSwarm Seller',
        'Comment=Takes jobs for the GPUs of this workstation',
        'Exec=/opt/ComputeSwarm/computeswarm-seller --hidden',
        'Terminal=false',
        'X-GNOME-Autostart-enabled=true',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['/opt/ComputeSwarm Seller/app', '"/opt/ComputeSwarm Seller/app"'],
    ['/opt/100%/app', '"/opt/100%%/app"'],
    ['/opt/a"b/app', String.raw`"/opt/a\\"b/app"`],
    ['/opt/a$HOME`id`/app', '"/opt/a\\\\$HOME\\\\`id\\\\`/app"'],
    ['/opt/a\\b', String.raw`"/opt/a\\\\b"`],
    ['/opt/a;rm -rf ~/app', '"/opt/a;rm -rf ~/app"'],
  ])('quotes %s', (program, written) => {
    expect(exec(program)).toBe(written);
  });

  test.each(['/opt/a\nExec=evil', '/opt/a\rb', '/opt/a\u0000'])(
    'has no room for a control character: %j',
    (program) => {
      expect(() => autostartContent([program])).toThrow('a character in it');
    },
  );
});

describe('the program that is started', () => {
  const mounted = '/tmp/.mount_CompXY/computeswarm-seller';
  test.each([
    ['/opt/app/seller', {}, '/opt/app/seller'],
    [mounted, { APPIMAGE: '/home/ada/Seller.AppImage', APPDIR: '/tmp/.mount_CompXY' }, '/home/ada/Seller.AppImage'],
    [mounted, { APPIMAGE: '/home/ada/Seller.AppImage', APPDIR: '/tmp/.mount_CompXY/' }, '/home/ada/Seller.AppImage'],
    // Started from the terminal of an editor that is an AppImage itself.
    ['/opt/app/seller', { APPIMAGE: '/home/ada/Editor.AppImage', APPDIR: '/tmp/.mount_Edit' }, '/opt/app/seller'],
    ['/tmp/.mount_Editor/x', { APPIMAGE: '/home/ada/E.AppImage', APPDIR: '/tmp/.mount_Edit' }, '/tmp/.mount_Editor/x'],
  ])('%s with %j is %s', (program, environment, expected) => {
    expect(lastingProgram(environment, program)).toBe(expected);
  });
});

describe('a start entry', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'autostart-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is written into folders that are not there yet, and removed', () => {
    const entry = autostartEntry({
      environment: { XDG_CONFIG_HOME: join(folder, 'config') },
      program: '/opt/app/seller',
      leading: ['/opt/my app'],
    });
    expect(existsSync(entry.file)).toBe(false);
    entry.write();
    expect(existsSync(entry.file)).toBe(true);
    expect(readFileSync(join(folder, 'config', 'autostart', 'computeswarm-seller.desktop'), 'utf8')).toContain(
      'Exec=/opt/app/seller "/opt/my app" --hidden\n',
    );
    entry.remove();
    entry.remove();
    expect(existsSync(entry.file)).toBe(false);
  });

  test('is below .config of the home folder where nothing else is said', () => {
    const at = (environment: NodeJS.ProcessEnv) => autostartEntry({ environment, program: '/x', leading: [] }).file;
    const expected = join(folder, '.config', 'autostart', 'computeswarm-seller.desktop');
    expect(at({ HOME: folder })).toBe(expected);
    expect(at({ HOME: folder, XDG_CONFIG_HOME: '' })).toBe(expected);
  });
});
