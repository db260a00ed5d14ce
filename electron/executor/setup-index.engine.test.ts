import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import tar from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { sandboxImage } from '../../shared/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { askEngine } from '../testing/engine-http.ts';
import { connectedEngine, tryJob } from '../testing/executor-fixture.ts';

const image = 'computeswarm/sandbox:index-test';
const createdSchema = z.object({ Id: z.string() });
const addressSchema = z.object({
  NetworkSettings: z.object({ Networks: z.object({ bridge: z.object({ IPAddress: z.string().min(1) }) }) }),
});

describe('setup with an index in reach, on a real engine', () => {
  let engine: Engine;
  let index = '';

  beforeAll(async () => {
    engine = await connectedEngine();
    const program = await readFile(path.join(import.meta.dirname, '../testing/package-index.py'), 'utf8');
    const created = await askEngine('POST', '/containers/create', {
      Image: sandboxImage,
      Cmd: ['python3', '-c', program],
      HostConfig: { Init: true },
    });
    index = createdSchema.parse(created).Id;
    await askEngine('POST', `/containers/${index}/start`);
    await vi.waitFor(async () => {
      expect(await askEngine('GET', `/containers/${index}/logs?stdout=1`)).toMatch(/ready/);
    }, 60_000);
    const { NetworkSettings } = addressSchema.parse(await askEngine('GET', `/containers/${index}/json`));
    await buildImage(engine, NetworkSettings.Networks.bridge.IPAddress);
  });
  afterAll(async () => {
    await askEngine('DELETE', `/containers/${index}?force=1`);
    await askEngine('DELETE', `/images/${encodeURIComponent(image)}?force=1`);
    engine.close();
  });

  it('tells resolving, each file with its bytes, and installing, as the real pip goes on', async () => {
    const result = await tryJob(engine, 'test-index', {
      requirements: ['probe-a'],
      script: 'import probe_a, probe_b; print(probe_a.answer + probe_b.answer)',
      limits: { image },
    });
    expect(result.outcome.kind).toBe('succeeded');
    expect(result.stdout).toBe('84\n');
    const steps = result.progress.map(({ step }) => step).filter((step, at, all) => step !== all[at - 1]);
    expect(steps.filter((step) => step !== 'uploading' && step !== 'collecting')).toEqual([
      'resolving',
      'downloading',
      'resolving',
      'downloading',
      'installing',
    ]);
    const files = result.progress.flatMap((progress) => (progress.step === 'downloading' ? [progress] : []));
    for (const [at, name] of ['probe_a', 'probe_b'].entries()) {
      const own = files.filter(({ file }) => file === `${name}-1.0-py3-none-any.whl`);
      const total = own.at(-1)?.totalBytes;
      expect(total).toBeGreaterThan(3_000_000);
      expect(own.at(-1)).toMatchObject({ index: at + 1, count: at + 1, bytes: total });
    }
    expect(result.progress).toContainEqual({ step: 'installing', packages: 2 });
    expect(result.setupLog).not.toContain('Progress ');
  });

  it('names a package that the index does not have', async () => {
    const result = await tryJob(engine, 'test-index', {
      requirements: ['probe-b', 'no-such-package-anywhere'],
      script: 'print("never")',
      limits: { image },
    });
    expect(result.outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'setup_failed', message: 'No package fits “no-such-package-anywhere”.' },
    });
  });
});

/** The sandbox image with pip pointed to the index, as a seller with a mirror of their own would have it. */
async function buildImage(engine: Engine, address: string): Promise<void> {
  const context = tar.pack();
  context.entry({ name: 'Dockerfile' }, `FROM ${sandboxImage}\nCOPY pip.conf /etc/pip.conf\n`);
  context.entry(
    { name: 'pip.conf' },
    `[global]\nindex-url = http://${address}:8080/simple/\ntrusted-host = ${address}\n`,
  );
  context.finalize();
  const lines = engine.buildImage(Readable.from(context, { objectMode: false }), {
    name: image,
    dockerfile: 'Dockerfile',
    labels: {},
    signal: new AbortController().signal,
  });
  for await (const _ of lines);
}
