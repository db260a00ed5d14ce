import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type Failure } from '../../shared/errors.ts';
import { defaultSettings, type SettingsView, settingsViewSchema } from '../../shared/settings.ts';
import { tinyDisk } from '../testing/tiny-disk.ts';
import { migrateSettings } from './migrations.ts';
import { openSettingsStore } from './settings-store.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  file = join(folder, 'settings.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = (environment: NodeJS.ProcessEnv = {}) => openSettingsStore({ dataFolder: folder, environment });
const aside = () => readdirSync(folder).filter((name) => name.startsWith('settings.json.corrupt-'));

function failureOf(work: () => unknown): Failure | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
  return undefined;
}

const pypi = { name: 'pypi', url: 'https://pypi.org/simple/', packages: ['*'] };

describe('settings', () => {
  it('are the defaults at first, without a file and without a notice', () => {
    expect(open().view()).toEqual({ values: defaultSettings, locked: {}, notices: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are kept when they change, and the rest stays', () => {
    open().update({ setup: { network: false, allowlist: [' PyPI.org ', '*.hf.co', 'pypi.org'] } });
    const again = open();
    again.update({ limits: { memoryMiB: 2_048 } });
    const { values } = open().view();
    expect(values).toEqual({
      ...defaultSettings,
      setup: { ...defaultSettings.setup, network: false, allowlist: ['pypi.org', '*.hf.co'] },
      limits: { ...defaultSettings.limits, memoryMiB: 2_048 },
    });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('of the network are kept, package indexes in their order', () => {
    const indexes = [{ name: 'torch', url: 'https://download.pytorch.org/whl/cu128/', packages: ['torch'] }, pypi];
    open().update({ network: { indexes, exceptions: ['10.0.0.0/24'], uploadMiB: 5 } });
    expect(open().view().values.network).toEqual({
      ...defaultSettings.network,
      indexes,
      exceptions: ['10.0.0.0/24'],
      uploadMiB: 5,
    });
  });

  it('are announced when they change, until the listener leaves', () => {
    const store = open();
    const seen: SettingsView[] = [];
    const leave = store.onChange((view) => seen.push(view));
    const returned = store.update({ queue: { concurrency: 3 } });
    expect(seen).toEqual([returned]);
    expect(settingsViewSchema.parse(returned).values.queue.concurrency).toBe(3);
    leave();
    store.update({ queue: { concurrency: 4 } });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['setup.timeoutSeconds', { setup: { timeoutSeconds: 0 } }],
    ['setup.timeoutSeconds', { setup: { timeoutSeconds: 31_536_000 } }],
    ['setup.timeoutSeconds', { setup: { timeoutSeconds: Number.NaN } }],
    ['setup.allowlist', { setup: { allowlist: ['pypi.org', 'https://pypi.org/simple'] } }],
    ['setup.allowlist', { setup: { allowlist: ['192.0.2.1'] } }],
    ['network.exceptions', { network: { exceptions: ['*.lan.example'] } }],
    ['network.indexes', { network: { indexes: [] } }],
    ['network.indexes', { network: { indexes: [pypi, { ...pypi, url: 'https://other.example/simple/' }] } }],
    ['network.hubUrl', { network: { hubUrl: 'http://huggingface.co' } }],
    ['network.uploadMiB', { network: { uploadMiB: 0 } }],
    ['limits.memoryMiB', { limits: { memoryMiB: -1 } }],
    ['queue.concurrency', { queue: { concurrency: 1.5 } }],
    ['engine.endpoint', { engine: { endpoint: 'http://example.org' } }],
    ['limits.defaultTimeoutSeconds', { limits: { defaultTimeoutSeconds: 90_000 } }],
    ['limits.maxTimeoutSeconds', { limits: { maxTimeoutSeconds: 60 } }],
  ])('refuse what is not valid and say which: %s', (path, patch) => {
    const store = open();
    const failure = failureOf(() => store.update(patch));
    expect(failure?.code).toBe('invalid_settings');
    expect(failure?.details?.[0]).toMatch(new RegExp(`^${path}: `));
    expect(store.view().values).toEqual(defaultSettings);
    expect(existsSync(file)).toBe(false);
  });

  it('change both timeouts together where one alone would not do', () => {
    const { values } = open().update({ limits: { defaultTimeoutSeconds: 90_000, maxTimeoutSeconds: 100_000 } });
    expect(values.limits.defaultTimeoutSeconds).toBe(90_000);
  });

  it('say that the disk is full, and keep the old file', (context) => {
    const disk = tinyDisk(16);
    if (!disk) return context.skip('a small disk cannot be mounted here');
    try {
      const store = openSettingsStore({ dataFolder: disk.path, environment: {} });
      store.update({ queue: { concurrency: 2 } });
      const before = readFileSync(join(disk.path, 'settings.json'));
      try {
        writeFileSync(join(disk.path, 'filler'), Buffer.alloc(100_000));
      } catch {
        // It is full now.
      }
      expect(failureOf(() => store.update({ queue: { concurrency: 3 } }))?.code).toBe('disk_full');
      expect(store.view().values.queue.concurrency).toBe(2);
      expect(readFileSync(join(disk.path, 'settings.json')).equals(before)).toBe(true);
      expect(readdirSync(disk.path).sort()).toEqual(['filler', 'settings.json']);
    } finally {
      disk.remove();
    }
  });
});

describe('a settings file', () => {
  it.each([
    ['cut in half', () => readFileSync(file, 'utf8').slice(0, 200)],
    ['empty', () => ''],
    ['not an object', () => '[1, 2]'],
    ['something else', () => '\u0000\u0001\u0002'],
  ])('that is %s is kept aside and the defaults are in force', (_, damage) => {
    open().update({ queue: { concurrency: 7 } });
    const damaged = damage();
    writeFileSync(file, damaged);
    const { values, notices } = open().view();
    expect(values).toEqual(defaultSettings);
    expect(aside()).toHaveLength(1);
    expect(readFileSync(join(folder, aside()[0] ?? ''), 'utf8')).toBe(damaged);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toContain(aside()[0]);
    // The next start finds good settings and has nothing to say.
    expect(open().view()).toEqual({ values: defaultSettings, locked: {}, notices: [] });
    expect(aside()).toHaveLength(1);
  });

  it('with some wrong values keeps the others', () => {
    const wrong = {
      ...defaultSettings,
      setup: { ...defaultSettings.setup, network: false, timeoutSeconds: 'soon' },
      limits: 'none',
      queue: { concurrency: 5, accepting: null },
      future: { x: 1 },
    };
    writeFileSync(file, JSON.stringify(wrong));
    const { values, notices } = open().view();
    expect(values).toEqual({
      ...defaultSettings,
      setup: { ...defaultSettings.setup, network: false },
      queue: { concurrency: 5, accepting: true },
    });
    expect(notices[0]?.message).toContain('setup.timeoutSeconds, limits, queue.accepting');
    expect(JSON.parse(readFileSync(join(folder, aside()[0] ?? ''), 'utf8'))).toEqual(wrong);
  });

  it('with some values missing takes the defaults for them and says nothing', () => {
    writeFileSync(file, JSON.stringify({ version: 1, queue: { concurrency: 5 } }));
    const { values, notices } = open().view();
    expect(values).toEqual({ ...defaultSettings, queue: { concurrency: 5, accepting: true } });
    expect(notices).toEqual([]);
  });

  it.each([99, 'x', null])('of the version %j keeps what is understood, and is kept aside', (version) => {
    writeFileSync(file, JSON.stringify({ ...defaultSettings, version, setup: { network: false } }));
    const { values, notices } = open().view();
    expect(values.setup.network).toBe(false);
    expect(notices[0]?.message).toContain('another version');
    expect(aside()).toHaveLength(1);
  });

  it('that cannot be read is left alone', () => {
    mkdirSync(file);
    const { values, notices } = open().view();
    expect(values).toEqual(defaultSettings);
    expect(notices[0]?.message).toContain('EISDIR');
  });

  it('loses its notices when they are dismissed', () => {
    writeFileSync(file, '{');
    const store = open();
    expect(store.view().notices).toHaveLength(1);
    expect(store.dismissNotices().notices).toEqual([]);
    expect(store.view().notices).toEqual([]);
  });
});

describe('migrations', () => {
  it('run one after another from the version of the file', () => {
    const steps = [
      (settings: object) => ({ ...settings, a: 1 }),
      (settings: object) => ({ ...settings, b: 'a' in settings }),
    ];
    expect(migrateSettings({ version: 1 }, steps, 3)).toEqual({ version: 3, a: 1, b: true });
    expect(migrateSettings({ version: 2 }, steps, 3)).toEqual({ version: 3, b: false });
    expect(migrateSettings({ version: 3 }, steps, 3)).toEqual({ version: 3 });
    expect(migrateSettings({ version: 4 }, steps, 3)).toEqual({ version: 4 });
    expect(migrateSettings({}, steps, 3)).toEqual({});
  });
});

describe('variables of the environment', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['Yes', true],
    ['FALSE', false],
    ['0', false],
    ['no', false],
  ])('decide the network: %s', (text, expected) => {
    open().update({ setup: { network: !expected } });
    const { values, locked, notices } = open({ DOCKER_NETWORK_ENABLED: text }).view();
    expect(values.setup.network).toBe(expected);
    expect(locked).toEqual({ 'setup.network': 'DOCKER_NETWORK_ENABLED' });
    expect(notices).toEqual([]);
  });

  it('decide the timeout and the allowlist', () => {
    const { values, locked } = open({
      DOCKER_SETUP_TIMEOUT: ' 45 ',
      DOCKER_NETWORK_WHITELIST: 'PyPI.org, *.hf.co,,pypi.org',
    }).view();
    expect(values.setup).toMatchObject({ timeoutSeconds: 45, allowlist: ['pypi.org', '*.hf.co'] });
    expect(Object.keys(locked).sort()).toEqual(['setup.allowlist', 'setup.timeoutSeconds']);
  });

  it.each([
    ['DOCKER_NETWORK_ENABLED', 'maybe', 'maybe'],
    ['DOCKER_SETUP_TIMEOUT', '5m', '5m'],
    ['DOCKER_SETUP_TIMEOUT', '0', '0'],
    ['DOCKER_SETUP_TIMEOUT', '31536000', '31536000'],
    ['DOCKER_NETWORK_WHITELIST', 'pypi.org,10.0.0.1', '10.0.0.1'],
    ['DOCKER_NETWORK_WHITELIST', 'https://pypi.org', 'https://pypi.org'],
  ])('are not applied where they are not understood: %s=%s', (name, text, shown) => {
    const { values, locked, notices } = open({ [name]: text }).view();
    expect(values).toEqual(defaultSettings);
    expect(locked).toEqual({});
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toContain(name);
    expect(notices[0]?.message).toContain(`“${shown}”`);
  });

  it('count as not set when they are empty', () => {
    const view = open({ DOCKER_NETWORK_ENABLED: '', DOCKER_SETUP_TIMEOUT: ' ', DOCKER_NETWORK_WHITELIST: '' }).view();
    expect(view).toEqual({ values: defaultSettings, locked: {}, notices: [] });
    writeFileSync(join(folder, '.env'), 'DOCKER_SETUP_TIMEOUT=77\n');
    expect(open({ DOCKER_SETUP_TIMEOUT: '' }).view().values.setup.timeoutSeconds).toBe(77);
  });

  it('go before the same ones in .env, which go before the file', () => {
    open().update({ setup: { timeoutSeconds: 11, network: false } });
    writeFileSync(
      join(folder, '.env'),
      '# ours\nDOCKER_SETUP_TIMEOUT="22"\nexport DOCKER_NETWORK_ENABLED=yes\nOTHER=1\n',
    );
    expect(open().view().values.setup).toMatchObject({ timeoutSeconds: 22, network: true });
    expect(open({ DOCKER_SETUP_TIMEOUT: '33' }).view().values.setup).toMatchObject({
      timeoutSeconds: 33,
      network: true,
    });
  });

  it('lock what they decide, and leave the seller’s own value in the file', () => {
    open().update({ setup: { timeoutSeconds: 11 } });
    const store = open({ DOCKER_SETUP_TIMEOUT: '33' });
    const failure = failureOf(() => store.update({ setup: { timeoutSeconds: 44, network: false } }));
    expect(failure).toMatchObject({
      code: 'invalid_settings',
      message: expect.stringContaining('DOCKER_SETUP_TIMEOUT'),
    });
    expect(store.view().values.setup).toMatchObject({ timeoutSeconds: 33, network: true });
    // A form that sends back what it was shown changes nothing about it.
    store.update({ setup: { timeoutSeconds: 33, network: false } });
    expect(open().view().values.setup).toMatchObject({ timeoutSeconds: 11, network: false });
  });
});
