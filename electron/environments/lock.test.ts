import { describe, expect, it } from 'vitest';
import { lockOf } from './lock.ts';

const aPackage = (name: string, origin = '') => ({ name, version: '1.0', hash: null, origin });
const from = {
  imageId: 'sha256:1',
  requirements: ['b', 'A'],
  indexes: [{ name: 'torch', url: 'https://download.example/whl/cpu/', packages: ['*'] }],
};
const lock = (packages: ReturnType<typeof aPackage>[], conflicts: string[] = []) =>
  lockOf({ python: '3.13.1', packages, conflicts }, from);

describe('lockOf', () => {
  it('lists packages by name, and says which index each came from', () => {
    const made = lock([
      aPackage('b', 'http://127.0.0.1:3128/files/torch/b/0f/b-1.0-py3-none-any.whl'),
      aPackage('A', 'file:///job/wheels/A-1.0-py3-none-any.whl'),
      aPackage('c', 'http://127.0.0.1:3128/files/unknown/c/0f/c.whl'),
      aPackage('d', 'https://elsewhere.example/d.whl'),
    ]);
    expect(made.packages.map(({ name, origin }) => [name, origin])).toEqual([
      ['A', 'carried'],
      ['b', 'https://download.example/whl/cpu/b/'],
      ['c', 'http://127.0.0.1:3128/files/unknown/c/0f/c.whl'],
      ['d', 'https://elsewhere.example/d.whl'],
    ]);
    expect(made).toMatchObject({ imageId: 'sha256:1', python: '3.13.1', requirements: ['b', 'A'] });
  });

  it('keeps what pip check finds of its own packages, not what only the image’s lack', () => {
    const ours = 'image-tool 2 has requirement my-package<1, but you have My_Package 1.0.';
    const theirs = ['image-tool 2 requires hf-xet, which is not installed.', 'my-package-extra 1 is not supported'];
    expect(lock([aPackage('my.package')], [...theirs, ours]).conflicts).toEqual([ours]);
  });
});
