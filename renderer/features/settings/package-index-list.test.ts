import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../shared/settings.ts';
import {
  checkIndex,
  isListed,
  moved,
  pytorchIndex,
  textsOf,
  unreachableRules,
  withPreset,
} from './package-index-list.ts';

const pypi = { name: 'pypi', url: 'https://pypi.org/simple/', packages: ['*'] };
const own = { name: 'own', url: 'https://packages.example/simple/', packages: ['acme-*'] };
const names = (indexes: { name: string }[]) => indexes.map(({ name }) => name);

describe('the PyTorch index', () => {
  it('is valid and stands before the index that is asked for all', () => {
    const next = withPreset([own, pypi], pytorchIndex);
    expect(names(next)).toEqual(['own', 'pytorch', 'pypi']);
    expect(settingsSchema.shape.network.shape.indexes.parse(next)).toEqual(next);
    expect(unreachableRules(next, 1)).toEqual([]);
  });

  it('stands last where no index is asked for all', () => {
    expect(names(withPreset([own], pytorchIndex))).toEqual(['own', 'pytorch']);
  });
});

describe('moved', () => {
  it('changes the order, and nothing at either end', () => {
    expect(names(moved([own, pytorchIndex, pypi], 2, -1))).toEqual(['own', 'pypi', 'pytorch']);
    expect(names(moved([own, pytorchIndex, pypi], 0, 1))).toEqual(['pytorch', 'own', 'pypi']);
    expect(names(moved([own, pypi], 0, -1))).toEqual(['own', 'pypi']);
    expect(names(moved([own, pypi], 1, 1))).toEqual(['own', 'pypi']);
  });
});

describe('unreachableRules', () => {
  it('finds what an earlier index is asked for already', () => {
    const torch = { ...pytorchIndex, packages: ['torch', 'nvidia-*', 'acme-models', '*'] };
    expect(unreachableRules([own, torch], 1)).toEqual(['acme-models']);
    expect(unreachableRules([pypi, torch], 1)).toEqual(torch.packages);
    expect(unreachableRules([{ ...own, packages: ['nvidia-cudnn'] }, torch], 1)).toEqual([]);
    expect(unreachableRules([torch, pypi], 0)).toEqual([]);
  });
});

describe('isListed', () => {
  it('minds wildcards and ports as the gateway does', () => {
    expect(isListed('https://pypi.org/simple/', ['pypi.org'])).toBe(true);
    expect(isListed('https://files.pypi.org/', ['pypi.org'])).toBe(false);
    expect(isListed('https://cdn.hf.co/', ['*.hf.co'])).toBe(true);
    expect(isListed('https://hf.co/', ['*.hf.co'])).toBe(false);
    expect(isListed('https://evilhf.co/', ['*.hf.co'])).toBe(false);
    expect(isListed('https://pypi.org:8443/', ['pypi.org'])).toBe(false);
    expect(isListed('https://pypi.org:8443/', ['pypi.org:8443'])).toBe(true);
    expect(isListed('https://pypi.org:443/', ['pypi.org'])).toBe(true);
  });
});

describe('checkIndex', () => {
  it('takes back what it shows', () => {
    expect(checkIndex(textsOf(pytorchIndex), [pypi])).toEqual({ ok: true, index: pytorchIndex });
  });

  it('says what is wrong under each field at once', () => {
    const checked = checkIndex({ name: 'My index', url: 'http://x.example', packages: 'torch>=2' }, []);
    expect(checked).toEqual({
      ok: false,
      problems: {
        name: { kind: 'plain', problem: 'indexName' },
        url: { kind: 'plain', problem: 'https' },
        packages: { kind: 'plain', problem: 'packageRule' },
      },
    });
    expect(checkIndex({ ...textsOf(own), packages: ' ' }, [])).toMatchObject({
      problems: { packages: { kind: 'plain', problem: 'noPackages' } },
    });
  });

  it('takes a name once', () => {
    expect(checkIndex(textsOf(pypi), [pypi])).toEqual({
      ok: false,
      problems: { name: { kind: 'name_taken', name: 'pypi' } },
    });
  });
});
