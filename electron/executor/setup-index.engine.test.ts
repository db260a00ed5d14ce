import { beforeAll, describe, expect, it } from 'vitest';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { generated } from '../../e2e/harness/world/world.ts';
import { type Trial, tryJob } from '../testing/executor-fixture.ts';
import { sourceDistribution } from '../testing/packages.ts';

const instance = 'test-index';
const size = 3_000_000;

describe('setup with an index in reach, on a real engine', () => {
  const at = inWorld(instance);

  beforeAll(async () => {
    for (const [name, requires] of [
      ['probe-a', ['probe-b']],
      ['probe-b', []],
    ] as const) {
      const files = { 'data.bin': generated(size, requires.length) };
      await at.world.publishPackage({ name, requires: [...requires], files: [{ kind: 'wheel', files }] });
    }
    await at.world.publishPackage({ name: 'to-build', files: [{ kind: 'sdist' }] });
  });

  const tryWithIndex = (trial: Trial) => {
    const { policy, certificates } = at.world.policy();
    return tryJob(at.engine, instance, { ...trial, certificates, limits: { egress: policy, ...trial.limits } });
  };

  it('tells resolving, each file with its bytes, and installing, as the real pip goes on', async () => {
    const result = await tryWithIndex({
      requirements: ['probe-a'],
      script: 'import probe_a, probe_b; print(probe_a.version, probe_b.version)',
    });
    expect(result.outcome.kind).toBe('succeeded');
    expect(result.stdout).toBe('1.0 1.0\n');
    const files = result.progress.flatMap((progress) => (progress.step === 'downloading' ? [progress] : []));
    for (const name of ['probe_a', 'probe_b']) {
      const own = files.filter(({ file }) => file === `${name}-1.0-py3-none-any.whl`);
      const total = own.at(-1)?.totalBytes;
      expect(total).toBeGreaterThan(size);
      expect(own.at(-1)?.bytes).toBe(total);
    }
    expect(Math.max(...files.map(({ index }) => index))).toBeGreaterThanOrEqual(2);
    expect(result.progress.at(0)?.step).toBe('uploading');
    expect(result.progress).toContainEqual({ step: 'installing', packages: 2 });
    expect(result.setupLog).not.toContain('Progress ');
  });

  it('takes carried packages first, and the index for what they lack', async () => {
    const result = await tryWithIndex({
      requirements: ['carried', 'probe-b'],
      wheels: [await sourceDistribution('carried', 'found["answer"] = 42')],
      script: 'import carried, probe_b; print(carried.found["answer"], probe_b.version)',
    });
    expect(result.stdout).toBe('42 1.0\n');
    expect(result.ledger.map(({ target }) => target).join()).not.toMatch(/packages.*carried/);
  });

  it('names a package that the index does not have', async () => {
    const result = await tryWithIndex({
      requirements: ['probe-b', 'no-such-package-anywhere'],
      script: 'print("never")',
    });
    expect(result.outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'setup_failed', message: 'No package fits “no-such-package-anywhere”.' },
    });
  });

  it('builds nothing where only wheels are accepted, and says so', async () => {
    const built = await tryWithIndex({ requirements: ['to-build'], script: 'import to_build; print("built")' });
    expect(built.stdout).toBe('built\n');
    const { outcome } = await tryWithIndex({
      requirements: ['to-build'],
      script: 'print("never")',
      limits: { wheelsOnly: true },
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'setup_failed',
        message: expect.stringContaining('No ready wheel fits “to-build”'),
        remedy: { action: { kind: 'open_settings', section: 'network' } },
      },
    });
  });
});
