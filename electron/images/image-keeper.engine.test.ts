import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImageState } from '../../shared/engine.ts';
import { defaultCacheFolder } from '../data-folder.ts';
import type { Engine } from '../engine/engine.ts';
import { askEngine } from '../testing/engine-http.ts';
import { assetsFolder, connectedEngine, tryJob } from '../testing/executor-fixture.ts';
import { createImageKeeper } from './image-keeper.ts';
import { neededImages } from './needed-images.ts';

const image = 'computeswarm/sandbox:prepare-test';

function keeperOf(engine: Engine, name: string, cacheFolder: string) {
  const keeper = createImageKeeper({
    engine,
    images: () => neededImages(name, assetsFolder, false),
    cacheFolder,
  });
  const steps: string[] = [];
  keeper.onChange((state) => state.status === 'preparing' && steps.push(state.step));
  return { keeper, steps };
}

describe('preparing the image on an engine that reaches no registry', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await connectedEngine();
  });
  afterEach(() => askEngine('DELETE', `/images/${encodeURIComponent(image)}?force=1`).catch(() => undefined));
  afterAll(() => engine.close());

  it('tells each step, ends ready, and jobs run in what it made', async () => {
    const { keeper, steps } = keeperOf(engine, image, defaultCacheFolder(process.env));
    await keeper.refresh();
    expect(keeper.state()).toEqual({ status: 'missing', name: image });
    const [state, joined] = await Promise.all([keeper.prepare(), keeper.prepare()]);
    expect(state).toMatchObject({ status: 'ready', name: image, id: expect.stringMatching(/^sha256:/) });
    expect(joined).toBe(state);
    expect(steps).toContain('no image registry is in reach: using Debian packages instead');
    expect(steps.filter((step) => step.includes('importing'))).toHaveLength(1);
    const { outcome } = await tryJob(engine, 'test-images', { script: 'import numpy', limits: { image } });
    expect(outcome.kind).toBe('succeeded');
  });

  it('says what went wrong with an image of another name, keeps saying it, and forgets it when the name changes', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cs-image-'));
    let name = 'registry.invalid/nobody/absent:1';
    const keeper = createImageKeeper({
      engine,
      images: () => neededImages(name, assetsFolder, false),
      cacheFolder: folder,
    });
    const failed: ImageState = await keeper.prepare();
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'image_prepare_failed', retryable: true } });
    await keeper.refresh();
    expect(keeper.state().status).toBe('failed');
    name = image;
    await keeper.refresh();
    expect(keeper.state()).toEqual({ status: 'missing', name: image });
    await rm(folder, { recursive: true });
  });

  it('can be cancelled while it makes the base, and leaves no half-made base', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cs-image-'));
    const { keeper } = keeperOf(engine, image, folder);
    const started = new Promise<void>((resolve) => {
      keeper.onChange((state) => state.status === 'preparing' && state.step.startsWith('downloading') && resolve());
    });
    const preparing = keeper.prepare();
    // Where it fails before, waiting on would only hide why.
    await Promise.race([started, preparing]);
    keeper.cancel();
    expect(await preparing).toEqual({ status: 'missing', name: image });
    const { keeper: second } = keeperOf(engine, image, folder);
    await second.refresh();
    expect(second.state().status).toBe('missing');
    await rm(folder, { recursive: true });
  });
});
