import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { inWorld } from '../../e2e/harness/in-world.ts';
import { probeSetup } from '../../e2e/harness/setup-probe.ts';
import { generated } from '../../e2e/harness/world/world.ts';
import type { EgressPolicy } from '../../shared/egress.ts';
import { type Trial, tryJob } from '../testing/executor-fixture.ts';
import { cacheContents } from './testing/cache-contents.ts';
import { killGateway } from './testing/running-gateway.ts';

const instance = 'test-index-mirror';
const megabyte = 1_000_000;

describe('the package index mirror and the real pip, on a real engine', () => {
  const at = inWorld(instance);

  afterEach(async () => {
    const { files } = await cacheContents(at.engine, instance);
    expect(files.filter(({ good }) => !good)).toEqual([]);
  });

  const tryWithMirror = (trial: Trial, parts?: Partial<EgressPolicy>) => {
    const { policy, certificates } = at.world.policy(parts);
    return tryJob(at.engine, instance, { ...trial, certificates, limits: { egress: policy, ...trial.limits } });
  };
  const publishWheel = (name: string, size: number) =>
    at.world.publishPackage({
      name,
      files: [{ kind: 'wheel', files: { [`${name.replaceAll('-', '_')}.bin`]: generated(size) } }],
    });
  const seenBy = async (host: string) => (await at.world.hosts.requests(host)).map(({ path }) => path);

  it('installs wheels, extras, an sdist, a yanked release and one for this Python; then again from the cache alone', async () => {
    await at.world.publishPackage({ name: 'Mirror_Demo.Pkg', extras: { more: ['Extra.Dependency>=1'] } });
    await at.world.publishPackage({ name: 'extra-dependency' });
    await at.world.publishPackage({ name: 'built-demo', files: [{ kind: 'sdist' }] });
    await at.world.publishPackage({ name: 'yanked-demo', yanked: 'loses data & sleep' });
    await at.world.publishPackage({ name: 'yanked-demo', version: '2.0' });
    await at.world.publishPackage({ name: 'python-demo', requiresPython: '>=3.8' });
    await at.world.publishPackage({ name: 'python-demo', version: '2.0', requiresPython: '>=4' });
    const trial: Trial = {
      requirements: ['mirror.demo-PKG[more]', 'built_demo', 'yanked-demo==1.0', 'Python.Demo'],
      script: `
import built_demo, extra_dependency, mirror_demo_pkg, python_demo, yanked_demo
print(*(m.version for m in (mirror_demo_pkg, extra_dependency, built_demo, yanked_demo, python_demo)))
`,
    };

    const cold = await tryWithMirror(trial);
    expect(cold.outcome.kind).toBe('succeeded');
    expect(cold.stdout).toBe('1.0 1.0 1.0 1.0 1.0\n');
    expect(cold.setupLog).toContain('Reason for being yanked: loses data & sleep');
    expect(cold.ledger.filter(({ cached }) => cached)).toEqual([]);
    const asked = await seenBy('pypi.test');
    expect(asked).toContain('/simple/mirror-demo-pkg/');
    expect(asked.filter((path) => !/^\/simple\/[a-z-]+\/$/.test(path))).toEqual([]);

    await at.world.reset();
    await at.world.hosts.stop();
    const warm = await tryWithMirror(trial);
    expect(warm.outcome.kind).toBe('succeeded');
    expect(warm.stdout).toBe(cold.stdout);
    expect(warm.setupLog).toContain('Reason for being yanked: loses data & sleep');
    const allowed = warm.ledger.filter(({ verdict }) => verdict.outcome === 'allowed');
    expect(allowed.map(({ target }) => target)).toContain('/simple/mirror-demo-pkg/');
    expect(allowed.filter(({ cached }) => !cached)).toEqual([]);
    expect(warm.ledger.filter(({ bytesUp, bytesDown }) => bytesUp + bytesDown > 0)).toEqual([]);
    expect([
      ...(await at.world.hosts.connections('pypi.test')),
      ...(await at.world.hosts.connections('files.test')),
    ]).toEqual([]);
  });

  it('serves what --hash names; where it names another file, pip says so', async () => {
    const [wheel] = await publishWheel('hashed-wheel', megabyte);
    const [sdist] = await at.world.publishPackage({ name: 'hashed-sdist', files: [{ kind: 'sdist' }] });
    const requirements = [
      `hashed-wheel==1.0 --hash=sha256:${wheel?.sha256}`,
      `hashed-sdist==1.0 --hash=sha256:${sdist?.sha256}`,
    ];
    const script = 'import hashed_wheel, hashed_sdist; print(hashed_wheel.version, hashed_sdist.version)';
    const right = await tryWithMirror({ requirements, script });
    expect(right.stdout).toBe('1.0 1.0\n');

    const wrong = await tryWithMirror({
      requirements: [`hashed-wheel==1.0 --hash=sha256:${'0'.repeat(64)}`],
      script: 'print("never")',
    });
    expect(wrong.outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'setup_failed', message: expect.stringContaining('its hash differs') },
    });
  });

  it('asks an index only for what its own rule names, even where that index does not have it', async () => {
    await at.world.publishPackage({ index: 'torch', name: 'torch-demo', requires: ['plain-demo'] });
    await at.world.publishPackage({ name: 'plain-demo' });
    // What an attacker would put on the public index.
    await at.world.publishPackage({ name: 'torch-demo', version: '9.9' });
    await at.world.publishPackage({ name: 'torch-missing', version: '9.9' });
    const indexes = [
      { name: 'torch', url: 'https://torch.test/whl/', packages: ['torch-*'] },
      { name: 'pypi', url: 'https://pypi.test/simple/', packages: ['*'] },
    ];

    const both = await tryWithMirror(
      {
        requirements: ['torch-demo'],
        script: 'import torch_demo, plain_demo; print(torch_demo.version, plain_demo.version)',
      },
      { indexes },
    );
    expect(both.stdout).toBe('1.0 1.0\n');
    const missing = await tryWithMirror({ requirements: ['Torch_Missing'], script: 'print("never")' }, { indexes });
    expect(missing.outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'setup_failed', message: 'No package fits “Torch_Missing”.' },
    });
    expect((await seenBy('pypi.test')).filter((path) => path !== '/simple/plain-demo/')).toEqual([]);
    expect(await seenBy('torch.test')).toEqual(expect.arrayContaining(['/whl/torch-demo/', '/whl/torch-missing/']));
  });

  it('never serves bytes with another hash than the index names, and has the right ones the next time', async () => {
    await publishWheel('corrupted', megabyte);
    await publishWheel('corrupted-large', megabyte);
    await at.world.publishPackage({ name: 'corrupted-small' });
    await at.world.faults.add({ host: 'files.test', path: /\/corrupted-.*\.whl$/, fault: { kind: 'corrupt' } });
    const { outcome } = await tryWithMirror({ requirements: ['corrupted'], script: 'print("never")' });
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'download_failed',
        message: expect.stringContaining('A file from files.test is not the one that its index names'),
      },
    });

    await at.world.faults.clear();
    for (const name of ['small', 'large']) {
      const path = new RegExp(`/corrupted_${name}-.*\\.whl$`);
      await at.world.faults.add({ host: 'files.test', path, times: 1, fault: { kind: 'corrupt' } });
    }
    const { found } = await probeSetup(
      at,
      instance,
      `
def attempt(name):
    file = page(name)["files"][0]
    status, headers, body = fetch(file["url"])
    return [status, len(body) == file["size"], hashlib.sha256(body).hexdigest() == file["hashes"]["sha256"]]
found.update(small=attempt("corrupted-small"), large=attempt("corrupted-large"))
found.update(small_again=attempt("corrupted-small"), large_again=attempt("corrupted-large"))
`,
      { requirements: ['corrupted'] },
    );
    expect(found).toEqual({
      small: [502, false, false],
      // Its first bytes come before the last ones can be known to be wrong: it is never whole.
      large: [200, false, false],
      small_again: [200, true, true],
      large_again: [200, true, true],
    });
  });

  it('leaves one good file where two gateways fetch the same one at once', async () => {
    const [file] = await publishWheel('shared-large', 30 * megabyte);
    const path = /shared_large.*\.whl$/;
    await at.world.faults.add({ host: 'files.test', path, fault: { kind: 'slow', bytesPerSecond: 15 * megabyte } });
    const trial: Trial = {
      requirements: ['shared-large'],
      script: 'import shared_large; print(shared_large.version)',
    };
    const results = await Promise.all([tryWithMirror(trial), tryWithMirror(trial)]);
    expect(results.map(({ stdout }) => stdout)).toEqual(['1.0\n', '1.0\n']);
    expect((await seenBy('files.test')).filter((asked) => path.test(asked))).toHaveLength(2);
    const { files } = await cacheContents(at.engine, instance);
    expect(files.filter(({ hash }) => hash === file?.sha256)).toEqual([{ hash: file?.sha256, good: true }]);

    await at.world.hosts.stop();
    expect((await tryWithMirror(trial)).stdout).toBe('1.0\n');
  });

  it('is killed in mid-download and leaves nothing that is served later', async () => {
    const size = 12 * megabyte;
    const [file] = await publishWheel('killed', size);
    const trial: Trial = { requirements: ['killed'], script: 'import killed; print(killed.version)' };
    const killAt = async (bytes: number) => {
      const sent = async () =>
        (await at.world.hosts.requests('files.test')).map(({ path, sent }) => (path.endsWith('.whl') ? sent : 0));
      while (Math.max(0, ...(await sent())) < bytes) await delay(20);
      await killGateway(instance);
    };
    for (const part of [0.01, 0.5, 0.9]) {
      await at.world.reset();
      const fault = { kind: 'slow', bytesPerSecond: 4 * megabyte } as const;
      await at.world.faults.add({ host: 'files.test', path: /killed.*\.whl$/, fault });
      const [{ outcome }] = await Promise.all([tryWithMirror(trial), killAt(part * size)]);
      expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'gateway_failed' } });
    }
    const { files, unfinished } = await cacheContents(at.engine, instance);
    expect(files.map(({ hash }) => hash)).not.toContain(file?.sha256);
    // The wheel's metadata may have been on its way, too.
    expect(unfinished).toBeGreaterThanOrEqual(3);

    await at.world.faults.clear();
    expect((await tryWithMirror(trial)).stdout).toBe('1.0\n');
  });
});
