import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../shared/jobs.ts';
import { createSetupReader } from './setup-progress.ts';

function read(text: string) {
  const progress: JobProgress[] = [];
  const asked: string[] = [];
  const reader = createSetupReader({
    onProgress: (step) => progress.push(step),
    onIndexNeeded: () => asked.push('index'),
  });
  const shown = reader.push(text);
  return { progress, asked, shown, check: reader.check(), installed: reader.installed() };
}

const output = `Looking in indexes: http://mirror/simple
Collecting demo==1.0 (from -r /job/requirements.txt (line 1))
  Downloading demo-1.0-py3-none-any.whl (1.5 MB)
Progress 0 of 1500000
Progress 1500000 of 1500000
Collecting helper>=2 (from demo==1.0->-r /job/requirements.txt (line 1))
  Downloading http://mirror/files/helper-2.1.tar.gz (12 kB)
Building wheels for collected packages: helper
  Building wheel for helper (pyproject.toml): started
  Building wheel for helper (pyproject.toml): finished with status 'done'
Installing collected packages: helper, demo
Successfully installed demo-1.0 helper-2.1
`;

describe('createSetupReader', () => {
  it('tells resolving, downloading with bytes and file n of m, building and installing, in order', () => {
    const demo = { step: 'downloading', file: 'demo-1.0-py3-none-any.whl', index: 1, count: 1 };
    expect(read(output).progress).toEqual([
      { step: 'resolving', collected: 1, package: 'demo==1.0' },
      { ...demo, bytes: 0, totalBytes: 1_500_000 },
      { ...demo, bytes: 0, totalBytes: 1_500_000 },
      { ...demo, bytes: 1_500_000, totalBytes: 1_500_000 },
      { step: 'resolving', collected: 2, package: 'helper>=2' },
      { step: 'downloading', file: 'helper-2.1.tar.gz', index: 2, count: 2, bytes: 0, totalBytes: 12_000 },
      { step: 'building', package: 'helper' },
      { step: 'installing', packages: 2 },
    ]);
  });

  it('reads the files of an index that offers metadata apart: they come at the end, and only they count', () => {
    const { progress } = read(`Collecting demo
  Downloading demo-1.0-py3-none-any.whl.metadata (72 bytes)
Downloading demo-1.0-py3-none-any.whl (3.0 MB)
Progress 262144 of 3000000
`);
    expect(progress.filter(({ step }) => step === 'downloading')).toEqual([
      { step: 'downloading', file: 'demo-1.0-py3-none-any.whl', index: 1, count: 1, bytes: 0, totalBytes: 3_000_000 },
      {
        step: 'downloading',
        file: 'demo-1.0-py3-none-any.whl',
        index: 1,
        count: 1,
        bytes: 262_144,
        totalBytes: 3_000_000,
      },
    ]);
  });

  it('leaves the machine-readable lines out of the log and the rest in it', () => {
    const { shown } = read(`${output}@@setup {"event":"environment"}\n`);
    expect(shown).toBe(output.replace(/^Progress .*\n/gm, ''));
  });

  it('reads where the requirements can come from', () => {
    const found = { image: ['numpy'], wheels: [], missing: ['torch>=2'] };
    expect(read(`@@setup ${JSON.stringify({ event: 'checked', ...found })}\n`).check).toEqual(found);
  });

  it('says when the index is needed, and starts counting again', () => {
    const { asked, progress } = read(`Collecting a\n@@setup {"event":"index"}\nCollecting b\n`);
    expect(asked).toEqual(['index']);
    expect(progress.at(-1)).toEqual({ step: 'resolving', collected: 1, package: 'b' });
  });

  it('survives a build that prints our own prefix or never ends a line', () => {
    expect(read('@@setup {broken\n@@setup {"event":"checked","image":1}\n').check).toBeNull();
    const { shown } = read('x'.repeat(100_000));
    expect(shown).toHaveLength(100_000);
  });

  const event = (fields: object) => `@@setup ${JSON.stringify(fields)}\n`;
  const installedEvent = (name: string, more = {}) =>
    event({ event: 'installed', name, version: '1.0', sha256: 'a'.repeat(64), url: 'http://mirror/x', ...more });

  it('knows what was installed and what contradicts it, as plain text', () => {
    const { installed, shown } = read(
      event({ event: 'environment', python: '3.13.1' }) +
        installedEvent('demo') +
        installedEvent('built', { sha256: null, version: '1\u001b[31m.0' }) +
        installedEvent('forged', { sha256: 'short' }) +
        event({ event: 'conflict', text: `demo 1.0 requires ${'x'.repeat(2_000)}` }),
    );
    expect(shown).toBe('');
    expect(installed.python).toBe('3.13.1');
    expect(installed.packages).toEqual([
      { name: 'demo', version: '1.0', hash: `sha256:${'a'.repeat(64)}`, origin: 'http://mirror/x' },
      { name: 'built', version: '1.0', hash: null, origin: 'http://mirror/x' },
    ]);
    expect(installed.conflicts.map((text) => text.length)).toEqual([1_000]);
  });

  it('keeps only so many of what a hostile build prints', () => {
    const { installed } = read(installedEvent('a').repeat(6_000) + event({ event: 'conflict', text: 'x' }).repeat(300));
    expect(installed.packages).toHaveLength(5_000);
    expect(installed.conflicts).toHaveLength(200);
  });
});
