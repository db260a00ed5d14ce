import { describe, expect, it } from 'vitest';
import { snapshotView } from './snapshot-view.ts';

const one = 'a'.repeat(40);
const two = 'b'.repeat(40);
const blob = 'c'.repeat(64);
const file = (path: string) => ({ path, blob, bytes: 1 });
const model = (revision: string, commit = one, paths = ['config.json']) => ({
  asked: { repo: 'owner/name', type: 'model' as const, revision },
  snapshot: { commit, files: paths.map(file) },
  folder: '/models/0',
});
const home = '/job/huggingface';

describe('snapshotView', () => {
  const at = (path: string, ...snapshots: Parameters<typeof snapshotView>[0]) =>
    snapshotView(snapshots).find((entry) => entry.path === path);

  it('lays out the hub client’s cache: refs name the commit, links lead through blobs to the kept volume', () => {
    const repository = `${home}/hub/models--owner--name`;
    const view = model('v1/beta', one, ['config.json', 'onnx/deep/model.bin']);
    expect(at(`${repository}/refs/v1/beta`, view)).toMatchObject({ content: one });
    expect(at(`${repository}/blobs`, view)).toMatchObject({ link: '/models/0/blobs' });
    const snapshot = `${repository}/snapshots/${one}`;
    expect(at(`${snapshot}/config.json`, view)).toMatchObject({ link: `../../blobs/${blob}` });
    expect(at(`${snapshot}/onnx/deep/model.bin`, view)).toMatchObject({ link: `../../../../blobs/${blob}` });
  });

  it('has every folder before what is in it, each once', () => {
    const paths = snapshotView([model('main', one, ['a/b/c', 'a/b/d']), model('old', two, ['a/b/c'])]).map(
      ({ path }) => path,
    );
    expect(new Set(paths).size).toBe(paths.length);
    for (const [index, path] of paths.entries()) {
      const parent = path.replace(/[^/]+\/?$/, '');
      if (parent.length > `${home}/`.length) expect(paths.indexOf(parent)).toBeLessThan(index);
      if (parent.length > `${home}/`.length) expect(paths).toContain(parent);
    }
  });

  it('has both revisions of one repository, and no ref for what is a commit already', () => {
    const repository = `${home}/hub/models--owner--name`;
    const both = [model('main', one), model(two, two)];
    expect(at(`${repository}/snapshots/${one}/config.json`, ...both)).toBeDefined();
    expect(at(`${repository}/snapshots/${two}/config.json`, ...both)).toBeDefined();
    expect(snapshotView(both).filter(({ path }) => path.includes('/refs/') && !path.endsWith('/'))).toHaveLength(1);
  });

  it('keeps datasets apart from models of the same name', () => {
    const dataset = { ...model('main'), asked: { repo: 'name', type: 'dataset' as const, revision: 'main' } };
    expect(at(`${home}/hub/datasets--name/refs/main`, dataset)).toMatchObject({ content: one });
  });
});
