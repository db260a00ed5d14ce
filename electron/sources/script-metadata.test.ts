import { describe, expect, it } from 'vitest';
import { AppError, type Failure } from '../../shared/errors.ts';
import { readScriptMetadata } from './script-metadata.ts';

const read = (text: string) => readScriptMetadata(text, 'a/train.py');

/** A script with this TOML as its metadata, which begins in line 4. */
const script = (toml: string) =>
  `#!/usr/bin/env python\n\n# /// script\n${toml.replace(/^(.*)$/gm, (line) => (line === '' ? '#' : `# ${line}`))}\n# ///\nprint(1)\n`;

function refusal(text: string): Failure {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
  throw new Error('nothing was refused');
}

const none = { dependencies: [], models: [] };

describe('a block of script metadata', () => {
  it('gives requirements and models', () => {
    const toml = [
      'requires-python = ">=3.11"',
      'dependencies = [',
      '  "numpy >= 2",',
      '  "requests[socks]==2.32.0 ; python_version > \'3\'", # why not',
      ']',
      '',
      '[tool.computeswarm]',
      'models = [',
      '  "owner/name",',
      '  "gpt2@v1.0",',
      '  { repo = "owner/data", type = "dataset", revision = "r", include = ["*.json"], exclude = ["x"] },',
      ']',
      '[tool.other]',
      'anything = { goes = 1 }',
    ].join('\n');
    expect(read(script(toml))).toEqual({
      dependencies: ['numpy >= 2', "requests[socks]==2.32.0 ; python_version > '3'"],
      models: [
        { repo: 'owner/name', type: 'model', revision: 'main', include: [], exclude: [] },
        { repo: 'gpt2', type: 'model', revision: 'v1.0', include: [], exclude: [] },
        { repo: 'owner/data', type: 'dataset', revision: 'r', include: ['*.json'], exclude: ['x'] },
      ],
    });
  });

  const named = (name: string) => `# dependencies = ["${name}"]`;

  it.each<[what: string, text: string, dependencies: string[]]>([
    ['anywhere', `x = 1\n# /// script\n${named('a')}\n# ///`, ['a']],
    ['with Windows line ends', `# /// script\r\n${named('a')}\r\n# ///\r\n`, ['a']],
    ['with a bare # for an empty line', `# /// script\n#\n${named('a')}\n#\n# ///\n`, ['a']],
    ['to its last closing line', `# /// script\n${named('a')}\n# x = """\n# ///\n# """\n# ///\n# not TOML\n`, ['a']],
    ['behind one of another type', `# /// other\n# x\n# ///\n\n# /// script\n${named('a')}\n# ///\n`, ['a']],
    ['that is not closed', `# /// script\n${named('a')}\n`, []],
    ['that is closed too late', `# /// script\n${named('a')}\n\n# ///\n`, []],
    ['with code in it', `# /// script\nx = 1\n${named('a')}\n# ///\n`, []],
    ['with a comment in it that has no space', `# /// script\n#x\n${named('a')}\n# ///\n`, []],
    ['without any content', '# /// script\n# ///\n', []],
    ['beside one without any content', `# /// script\n# ///\n\n# /// script\n${named('a')}\n# ///\n`, ['a']],
    ['of another type', `# /// pyproject\n${named('a')}\n# ///\n`, []],
    ['that holds another one', `# /// other\n# /// script\n${named('a')}\n# ///\n`, []],
    ['with a space at its end', `# /// script \n${named('a')}\n# ///\n`, []],
    ['that is indented', ` # /// script\n${named('a')}\n# ///\n`, []],
    ['without a space', `#/// script\n${named('a')}\n# ///\n`, []],
    ['with nothing that concerns the app', '# /// script\n# x = 1\n# ///\n', []],
  ])('%s', (_, text, dependencies) => {
    expect(read(text)).toEqual({ ...none, dependencies });
  });

  it('may only be there once', () => {
    const block = `# /// script\n${named('a')}\n# ///\n`;
    expect(refusal(`${block}\n${block}`)).toMatchObject({
      code: 'invalid_job',
      message: expect.stringMatching(/a\/train\.py .*lines 1 and 5/),
    });
  });

  it('with TOML that cannot be read says where', () => {
    const failure = refusal(script('dependencies = []\n\nmodels = ['));
    expect(failure.code).toBe('invalid_job');
    expect(failure.message).toMatch(/^The metadata in a\/train\.py is not TOML: line 7: [^\n]+\.$/);
    expect(refusal(script('a = 1\na = 2')).message).toContain('line 5: ');
    expect(failure.remedy?.text).toBeTruthy();
  });

  it.each<[field: string, toml: string]>([
    ['dependencies', 'dependencies = "numpy"'],
    ['dependencies.1', 'dependencies = ["numpy", 1]'],
    ['tool', 'tool = 1'],
    ['tool.computeswarm', 'tool.computeswarm = []'],
    ['tool.computeswarm', 'tool.computeswarm.model = []'],
    ['tool.computeswarm.models', 'tool.computeswarm.models = "a/b"'],
    ['tool.computeswarm.models.0', 'tool.computeswarm.models = [1]'],
    ['tool.computeswarm.models.0.repo', 'tool.computeswarm.models = ["a/b/c"]'],
    ['tool.computeswarm.models.0.repo', 'tool.computeswarm.models = [""]'],
    ['tool.computeswarm.models.1.repo', 'tool.computeswarm.models = ["a", {}]'],
    ['tool.computeswarm.models.0.revision', 'tool.computeswarm.models = ["a/b@"]'],
    ['tool.computeswarm.models.0.revision', 'tool.computeswarm.models = ["a/b@c@d"]'],
    ['tool.computeswarm.models.0.type', 'tool.computeswarm.models = [{ repo = "a", type = "space" }]'],
    ['tool.computeswarm.models.0', 'tool.computeswarm.models = [{ repo = "a", branch = "x" }]'],
  ])('names the field that is wrong: %s in %s', (field, toml) => {
    const failure = refusal(script(toml));
    expect(failure.code).toBe('invalid_job');
    expect(failure.message).toContain(`The metadata in a/train.py cannot be used: ${field}: `);
    expect(failure.details?.[0]).toContain(`a/train.py, metadata in line 3: ${field}: `);
  });

  it.each<[dependency: string, problem: string]>([
    ['-r other.txt', 'pip options'],
    ['--index-url=http://elsewhere', 'pip options'],
    ['git+https://example.org/x', 'address'],
    ['x @ https://example.org/x.whl', 'address'],
    ['./local', 'local path'],
    ['', 'not one package'],
    ['# nothing', 'not one package'],
    ['a\\nb', 'not one package'],
    ['a\\n-r b', 'pip options'],
    ['a ==', 'not a version'],
  ])('takes no other dependencies than requirements: %j', (dependency, problem) => {
    const failure = refusal(script(`dependencies = ["numpy", "${dependency}", "-e ."]`));
    expect(failure.code).toBe('invalid_requirements');
    expect(failure.message).toMatch(/^The metadata in a\/train\.py cannot be used: dependency “.*\(and 1 more\)\.$/);
    expect(failure.details?.[0]).toContain(problem);
    expect(failure.details).toHaveLength(2);
  });

  it('is refused where it is too large', () => {
    expect(refusal(script(`x = "${'a'.repeat(1024 * 1024)}"`)).message).toContain('larger than 1 MiB');
  });

  it.each<[what: string, text: string]>([
    ['opening lines', '# /// script\n'],
    ['blocks that hold blocks', '# /// other\n#\n# ///\n'],
    ['comments', '#\n'],
    ['line ends', '\r'],
  ])('is found in reasonable time in four megabytes of %s', (_, text) => {
    expect(read(text.repeat((4 * 1024 * 1024) / text.length))).toEqual(none);
  });

  it('may nest without end', () => {
    expect(refusal(script(`x = ${'['.repeat(100_000)}`)).code).toBe('invalid_job');
  });
});
