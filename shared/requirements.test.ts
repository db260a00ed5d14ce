import { describe, expect, it } from 'vitest';
import { maxRequirements, parseRequirements } from './requirements.ts';

const sha = 'a'.repeat(64);

describe('parseRequirements takes', () => {
  it.each([
    'numpy',
    'Flask',
    'ruamel.yaml',
    'zope-interface',
    'python_dateutil==2.9.0.post0',
    'numpy>=1.26,<3',
    'numpy >= 1.26, != 2.0.*, < 3',
    'torch~=2.3',
    'torch==2.3.0+cu121',
    'pkg===weird_version',
    'pkg (>=1.0)',
    'pkg==1!2.0',
    'requests[socks,security]>=2',
    'requests[socks]',
    'tomli; python_version < "3.11"',
    `importlib-metadata>=4 ; python_version < '3.10' and sys_platform != "win32"`,
    `numpy==1.26.4 --hash=sha256:${sha}`,
    `numpy==1.26.4 --hash=sha256:${sha} --hash=sha512:${'b'.repeat(128)}`,
    'a',
    'A1',
  ])('%s', (line) => {
    expect(parseRequirements(line)).toEqual({ requirements: [line], problems: [] });
  });

  it('a file as people write it', () => {
    const text = [
      '\ufeff# what we need',
      '',
      '  numpy   # arrays',
      'requests\t>=2',
      'torch==2.3.0 \\',
      `    --hash=sha256:${sha}`,
      '   ',
      'pandas#not-a-comment-for-pip',
    ].join('\r\n');
    const { requirements, problems } = parseRequirements(text);
    expect(requirements).toEqual(['numpy', 'requests >=2', `torch==2.3.0 --hash=sha256:${sha}`]);
    expect(problems.map(({ line }) => line)).toEqual([8]);
  });

  it.each(['', '\n\n', '# nothing\n', '\ufeff'])('nothing from %j', (text) => {
    expect(parseRequirements(text)).toEqual({ requirements: [], problems: [] });
  });

  it('as many as a job may have, and no more', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, n) => `pkg${n}`).join('\n');
    expect(parseRequirements(lines(maxRequirements)).problems).toEqual([]);
    expect(parseRequirements(lines(maxRequirements + 1)).problems).toHaveLength(1);
  });
});

describe('parseRequirements refuses', () => {
  it.each([
    '-r other.txt',
    '-rother.txt',
    '--requirement=other.txt',
    '-c constraints.txt',
    '-e .',
    '-e git+https://example.org/x#egg=x',
    '--editable=.',
    '--index-url https://example.org/simple',
    '--index-url=https://example.org/simple',
    '-i https://example.org/simple',
    '--extra-index-url https://example.org/simple',
    '--find-links /etc',
    '-f /etc',
    '--no-index',
    '--no-binary :all:',
    '--only-binary=:all:',
    '--pre',
    '--trusted-host example.org',
    '--use-feature=fast-deps',
    '--require-hashes',
    '  --index-url https://example.org/simple',
  ])('the option %s', (line) => {
    const { requirements, problems } = parseRequirements(`numpy\n${line}`);
    expect(requirements).toEqual(['numpy']);
    expect(problems).toMatchObject([{ line: 2, text: line.trim(), problem: expect.stringContaining('options') }]);
    expect(problems[0]?.problem).toContain(line.trim().split(/[\s=]/)[0]);
  });

  it.each([
    `numpy==1 --config-settings=x=y`,
    'numpy --global-option=build',
    'numpy --install-option="--prefix=/"',
    `numpy --hash=sha256:${sha} --index-url=https://example.org`,
    'numpy --hash=md5:d41d8cd98f00b204e9800998ecf8427e',
    'numpy --hash=sha256:xyz',
    'numpy --hash',
    'numpy -e',
    'numpy==1 -i https://example.org',
  ])('what follows in %s', (line) => {
    expect(parseRequirements(line)).toEqual({ requirements: [], problems: [expect.objectContaining({ line: 1 })] });
  });

  it.each([
    'git+https://example.org/x.git',
    'git+ssh://git@example.org/x.git@main#egg=x',
    'hg+http://example.org/x',
    'svn+https://example.org/x',
    'bzr+lp:x',
    'https://example.org/x-1.0-py3-none-any.whl',
    'HTTP://example.org/x.zip',
    'file:///etc/passwd',
    'numpy @ https://example.org/numpy.whl',
    'numpy@https://example.org/numpy.whl',
    'numpy[extra] @ file:///x.whl',
    'numpy @ git+https://example.org/x',
    'numpy @ ../numpy',
  ])('the address %s', (line) => {
    const { requirements, problems } = parseRequirements(line);
    expect(requirements).toEqual([]);
    expect(problems[0]?.problem).toContain('address');
  });

  it.each([
    '.',
    './pkg',
    '../pkg',
    '/opt/pkg',
    '~/pkg',
    '.\\pkg',
    'C:\\pkg',
    'D:/pkg',
    'x-1.0-py3-none-any.whl',
    'wheels/x-1.0-py3-none-any.whl',
    'x-1.0.tar.gz',
    'x.zip',
  ])('the local path %s', (line) => {
    const { requirements, problems } = parseRequirements(line);
    expect(requirements).toEqual([]);
    expect(problems[0]?.problem).toContain('local path');
  });

  it.each([
    'num py',
    'numpy=1',
    'numpy==',
    'numpy>>1',
    'numpy==1;;x',
    '==1',
    '_numpy',
    'numpy[',
    'numpy[a b]',
    'numpy==1 2',
    'numpy==1; `id`',
    'numpy; $(id)',
    'numpy\u0007',
    'numpy\u001b[31m',
    'pkg/sub',
    '$(id)',
    'numpy==1|id',
    '"numpy"',
  ])('what is no requirement: %j', (line) => {
    const { requirements, problems } = parseRequirements(line);
    expect(requirements).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it('an option that a continued line hides, at the line where it begins', () => {
    const { requirements, problems } = parseRequirements('a\nnumpy==1 \\\n  --index-url=https://example.org\nb');
    expect(requirements).toEqual(['a', 'b']);
    expect(problems.map(({ line }) => line)).toEqual([2]);
  });

  it('a line without end, and does not repeat all of it', () => {
    const { problems } = parseRequirements(`numpy==${'1'.repeat(10_000)}`);
    expect(problems[0]?.problem).toContain('longer');
    expect(problems[0]?.text.length).toBeLessThanOrEqual(120);
  });
});
