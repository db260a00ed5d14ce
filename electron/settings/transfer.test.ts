import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { isSettingPath, patchOf } from '../../shared/setting-paths.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { readTransferFile } from './read-transfer.ts';
import { openSettingsStore } from './settings-store.ts';
import { exportSettings, previewImport } from './transfer.ts';

const mine: Settings = {
  ...defaultSettings,
  setup: { ...defaultSettings.setup, timeoutSeconds: 900, allowlist: ['pypi.org', 'mirror.example.org:8443'] },
  network: {
    ...defaultSettings.network,
    exceptions: ['192.168.1.0/24'],
    indexes: [
      { name: 'mine', url: 'https://mirror.example.org/simple/', packages: ['mine-*'] },
      ...defaultSettings.network.indexes,
    ],
  },
  limits: { ...defaultSettings.limits, memoryMiB: 8192, cpus: 2.5 },
  appearance: { theme: 'dark', language: 'de' },
};

const fresh = { stored: defaultSettings, locked: {} };
const preview = (content: unknown, present = fresh) =>
  previewImport('x.json', typeof content === 'string' ? content : JSON.stringify(content), present);
const file = (settings: unknown, more: object = {}) => ({
  app: 'computeswarm-seller',
  version: 1,
  settings,
  ...more,
});

function refusal(content: unknown): string {
  try {
    preview(content);
  } catch (error) {
    if (error instanceof AppError && error.failure.code === 'invalid_settings') return error.failure.message;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('exported settings', () => {
  it('hold only what is not at its default, with the app and the version', () => {
    expect(JSON.parse(exportSettings(defaultSettings))).toEqual(file({}));
    expect(JSON.parse(exportSettings({ ...mine, setup: { ...defaultSettings.setup, gpus: false } }))).toMatchObject(
      file({ setup: { gpus: false }, appearance: { theme: 'dark', language: 'de' } }),
    );
    expect(Object.keys(JSON.parse(exportSettings(mine)).settings)).not.toContain('queue');
  });

  it('are the same settings where they are imported, as far as the store keeps them', () => {
    const { changes, refused } = preview(exportSettings(mine));
    expect(refused).toEqual([]);
    const values = new Map(changes.flatMap(({ path, to }) => (isSettingPath(path) ? [[path, to] as const] : [])));
    expect(patchOf(values)).toEqual({
      setup: { timeoutSeconds: 900, allowlist: mine.setup.allowlist },
      network: { exceptions: mine.network.exceptions, indexes: mine.network.indexes },
      limits: { memoryMiB: 8192, cpus: 2.5 },
      appearance: { theme: 'dark', language: 'de' },
    });
  });
});

describe('what an import would change', () => {
  it('is told with what is there now; what is the same already is only counted', () => {
    const settings = { setup: { timeoutSeconds: 60, gpus: true }, queue: { concurrency: 2 } };
    expect(preview(file(settings))).toEqual({
      file: 'x.json',
      changes: [
        { path: 'setup.timeoutSeconds', from: 300, to: 60 },
        { path: 'queue.concurrency', from: 1, to: 2 },
      ],
      unchanged: 1,
      refused: [],
      locked: [],
    });
  });

  it('is nothing for what a variable decides', () => {
    const locked = { 'setup.network': 'DOCKER_NETWORK_ENABLED' };
    const found = preview(file({ setup: { network: false, gpus: false } }), { stored: defaultSettings, locked });
    expect(found.locked).toEqual([{ path: 'setup.network', variable: 'DOCKER_NETWORK_ENABLED' }]);
    expect(found.changes.map((change) => change.path)).toEqual(['setup.gpus']);
  });

  it.each([
    ['out of range', { limits: { pids: 1e9 } }, 'limits.pids', /at most 65536/],
    ['not a number', { setup: { timeoutSeconds: '60' } }, 'setup.timeoutSeconds', /write a number/],
    ['neither automatic nor a size', { limits: { memoryMiB: 'lots' } }, 'limits.memoryMiB', /Memory/],
    ['a host that is none', { setup: { allowlist: ['http://x'] } }, 'setup.allowlist', /host name/],
    ['an address with a password', { network: { hubUrl: 'https://me:pw@x.example' } }, 'network.hubUrl', /user/],
    ['not there', { setup: { mine: true } }, 'setup.mine', /no such setting/],
    ['in a section that is not there', { mining: { on: true } }, 'mining.on', /no such setting/],
    [
      'a name that every object has',
      { setup: { constructor: 1, toString: 2 } },
      'setup.constructor',
      /no such setting/,
    ],
    ['in a section of the language', { constructor: { prototype: 1 } }, 'constructor.prototype', /no such setting/],
    ['no section', { setup: 7 }, 'setup', /group/],
    ['a list as a section', { setup: [1] }, 'setup', /group/],
  ])('refuses a setting that is %s, and takes the others', (_, wrong, where, reason) => {
    const found = preview(file({ queue: { concurrency: 2 }, ...wrong }));
    expect(found.refused[0]).toMatchObject({ path: where, reason: expect.stringMatching(reason) });
    expect(found.changes.map((change) => change.path)).toEqual(['queue.concurrency']);
  });

  it('refuses timeouts that are valid, and not with each other', () => {
    const both = preview(file({ limits: { defaultTimeoutSeconds: 7200, maxTimeoutSeconds: 60, pids: 64 } }));
    expect(both.changes.map((change) => change.path)).toEqual(['limits.pids']);
    expect(both.refused.map((each) => each.path)).toEqual(['limits.defaultTimeoutSeconds', 'limits.maxTimeoutSeconds']);
    // Against what is there already, too.
    expect(preview(file({ limits: { maxTimeoutSeconds: 60 } })).changes).toEqual([]);
  });

  it('does not grow with the rubbish in a file', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`.repeat(5), 1]));
    const found = preview(file({ setup: many, ['long'.repeat(20_000)]: 1 }));
    expect(found.refused.length).toBeLessThanOrEqual(50);
    expect(preview(file({ ['long'.repeat(20_000)]: 1 })).refused[0]?.path.length).toBeLessThanOrEqual(200);
  });
});

describe('what is no file of settings', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  it.each([
    ['empty', '', /not JSON/],
    ['cut off', exportSettings(mine).slice(0, 80), /not JSON/],
    ['not JSON', 'PK\u0003\u0004', /not JSON/],
    ['a list', [], /does not say/],
    ['null', null, /does not say/],
    ['a text', '"settings"', /does not say/],
    ['the settings file itself', defaultSettings, /does not say/],
    ['another app’s', { app: 'other', version: 1, settings: {} }, /another app/],
    ['without settings', { app: 'computeswarm-seller', version: 1 }, /no version, or no settings/],
    ['without a version', file({}, { version: undefined }), /no version/],
    ['of version 0', file({}, { version: 0 }), /no version/],
    ['of a version that is none', file({}, { version: '1' }), /no version/],
    ['of a newer version', file({ setup: { gpus: false } }, { version: 2 }), /newer version/],
    ['as deep as can be', deep, /nested too deeply/],
    ['deep inside', `{"app":"computeswarm-seller","version":1,"settings":{"setup":{"gpus":${deep}}}}`, /nested/],
    ['huge', file({ setup: { x: 'x'.repeat(1024 * 1024) } }), /too large/],
    ['with __proto__', '{"app":"computeswarm-seller","version":1,"settings":{"__proto__":{"a":1}}}', /__proto__/],
    [
      'with __proto__ below',
      '{"app":"computeswarm-seller","version":1,"settings":{"setup":{"__proto__":{"network":true}}}}',
      /__proto__/,
    ],
  ])('is refused whole: %s', (_, content, reason) => {
    expect(refusal(content)).toMatch(reason);
  });

  it('is not one with a byte order mark, which editors put there', () => {
    expect(preview(`\uFEFF${exportSettings(mine)}`).changes).toHaveLength(8);
  });
});

describe('the file on disk', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'transfer-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read where it can be one, and not further', async () => {
    const good = path.join(folder, 'good.json');
    await writeFile(good, exportSettings(mine));
    expect(await readTransferFile(good)).toBe(exportSettings(mine));
    const huge = path.join(folder, 'huge.json');
    await writeFile(huge, '');
    await truncate(huge, 20 * 1024 ** 3);
    await expect(readTransferFile(huge)).rejects.toThrow(/too large/);
    await expect(readTransferFile(folder)).rejects.toThrow(/not a file/);
    await expect(readTransferFile(path.join(folder, 'gone.json'))).rejects.toThrow(/could not be read \(ENOENT\)/);
  });

  it('holds neither what the environment decides nor the token for the hub', async () => {
    await writeFile(path.join(folder, 'hub-token'), 'hf_secret');
    const store = openSettingsStore({ dataFolder: folder, environment: { DOCKER_SETUP_TIMEOUT: '42' } });
    store.update({ queue: { concurrency: 3 } });
    expect(store.view().values.setup.timeoutSeconds).toBe(42);
    const text = exportSettings(store.stored());
    expect(JSON.parse(text)).toEqual(file({ queue: { concurrency: 3 } }));
    expect(text).not.toContain('hf_secret');
  });
});
