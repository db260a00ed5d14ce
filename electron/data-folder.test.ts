import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDataFolder, takeDataFolder } from './data-folder.ts';

describe('takeDataFolder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cs-data-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the instance’s name over restarts and gives another folder another name', () => {
    const first = takeDataFolder(folder);
    first.release();
    const second = takeDataFolder(folder);
    expect(second.instance).toBe(first.instance);
    expect(takeDataFolder(path.join(folder, 'other')).instance).not.toBe(first.instance);
  });

  it('refuses a folder that a living process holds and names it', () => {
    writeFileSync(path.join(folder, 'lock'), String(process.ppid));
    expect(() => takeDataFolder(folder)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'data_folder_in_use' }) }),
    );
  });

  it.each(['999999999', '', 'rubbish'])('takes over the lock of a process that is gone: %j', (content) => {
    writeFileSync(path.join(folder, 'lock'), content);
    const taken = takeDataFolder(folder);
    taken.release();
    expect(existsSync(path.join(folder, 'lock'))).toBe(false);
  });
});

describe('defaultDataFolder', () => {
  it('follows the variable, then the system’s custom', () => {
    expect(defaultDataFolder({ COMPUTESWARM_DATA_DIR: '/x', HOME: '/h' }, 'linux')).toBe('/x');
    expect(defaultDataFolder({ XDG_DATA_HOME: '/d', HOME: '/h' }, 'linux')).toBe('/d/computeswarm-seller');
    expect(defaultDataFolder({ HOME: '/h' }, 'linux')).toBe('/h/.local/share/computeswarm-seller');
    expect(defaultDataFolder({ HOME: '/h' }, 'darwin')).toBe('/h/Library/Application Support/computeswarm-seller');
  });
});
