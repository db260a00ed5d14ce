import { describe, expect, it } from 'vitest';
import { canonicalRequirement, type EnvironmentInputs, environmentKey } from './environment-key.ts';

const index = (name: string) => ({ name, url: `https://${name}.example/simple/`, packages: ['*'] });
const inputs: EnvironmentInputs = {
  imageId: 'sha256:1',
  platform: 'linux/amd64',
  requirements: ['numpy==2.0', 'requests[socks]>=2,<3'],
  carried: [
    { file: 'a-1.0-py3-none-any.whl', sha256: '0a' },
    { file: 'b-1.0-py3-none-any.whl', sha256: '0b' },
  ],
  indexes: [index('pypi'), index('torch')],
  wheelsOnly: false,
  gpus: false,
  program: '0c',
};
const keyWith = (change: Partial<EnvironmentInputs>) => environmentKey({ ...inputs, ...change });

describe('environmentKey', () => {
  it.each<[string, Partial<EnvironmentInputs>]>([
    ['the order of requirements', { requirements: ['requests[socks]>=2,<3', 'numpy==2.0'] }],
    ['how they are written', { requirements: ['NumPy == 2.0', 'Requests [SOCKS] < 3, >= 2'] }],
    ['one that is there twice', { requirements: ['numpy==2.0', 'numpy ==2.0', 'requests[socks]>=2,<3'] }],
    ['the order of carried packages', { carried: inputs.carried.toReversed() }],
    [
      'a slash at the end of an index',
      { indexes: [{ ...index('pypi'), url: 'https://pypi.example/simple' }, index('torch')] },
    ],
  ])('does not depend on %s', (_, change) => {
    expect(keyWith(change)).toBe(environmentKey(inputs));
  });

  it.each<[string, Partial<EnvironmentInputs>]>([
    ['the image', { imageId: 'sha256:2' }],
    ['the platform', { platform: 'linux/arm64' }],
    ['a version', { requirements: ['numpy==2.1', 'requests[socks]>=2,<3'] }],
    ['an extra', { requirements: ['numpy==2.0', 'requests>=2,<3'] }],
    ['one requirement more', { requirements: [...inputs.requirements, 'six'] }],
    ['the bytes of a carried package', { carried: [{ file: 'a-1.0-py3-none-any.whl', sha256: 'ff' }] }],
    ['the order of the indexes', { indexes: inputs.indexes.toReversed() }],
    ['what an index is asked for', { indexes: [{ ...index('pypi'), packages: ['numpy'] }, index('torch')] }],
    ['whether packages may be built', { wheelsOnly: true }],
    ['whether builds see GPUs', { gpus: true }],
    ['the program that makes it', { program: '0d' }],
  ])('depends on %s', (_, change) => {
    expect(keyWith(change)).not.toBe(environmentKey(inputs));
  });

  it('cannot be made to collide by a requirement that looks like two', () => {
    expect(keyWith({ requirements: ['a', 'b'] })).not.toBe(keyWith({ requirements: ['a","b'] }));
  });
});

describe('canonicalRequirement', () => {
  it.each([
    ['A._-b', 'a-b'],
    ['x (>=1, <2)', 'x <2,>=1'],
    ['x[ b , A ] == 1.0', 'x[a,b] ==1.0'],
    ["x ; python_version>='3.8' and os_name=='nt'", 'x ; python_version >= "3.8" and os_name == "nt"'],
    ['x;python_version >= "3.8"   and os_name == "nt"', 'x ; python_version >= "3.8" and os_name == "nt"'],
    ['x==1 --hash sha256:BB --hash=sha256:aa', 'x ==1 --hash=sha256:aa --hash=sha256:bb'],
  ])('writes %j as %j', (line, canonical) => {
    expect(canonicalRequirement(line)).toBe(canonical);
  });

  it('tells a marker’s strings apart, spaces and all', () => {
    expect(canonicalRequirement("x ; sys_platform == 'a b'")).not.toBe(
      canonicalRequirement("x ; sys_platform == 'ab'"),
    );
  });
});
