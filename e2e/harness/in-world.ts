import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { cacheVolume } from '../../electron/gateway/start-gateway.ts';
import { connectedEngine } from '../../electron/testing/executor-fixture.ts';
import { startWorld, type World } from './world/world.ts';

/** What tests in a world share; there from the first hook on. */
export interface InWorld {
  readonly engine: Engine;
  readonly world: World;
}

/**
 * Gives the tests of a `describe` an engine and a world of hosts, which is as new before each test. After each test the
 * installation `instance` must have nothing left in the engine; at the end its download cache is removed as well.
 */
export function inWorld(instance: string): InWorld {
  let there: InWorld | null = null;
  const get = () => {
    if (!there) throw new Error('The world is there in hooks and tests only.');
    return there;
  };

  beforeAll(async () => {
    there = { engine: await connectedEngine(), world: await startWorld(process.env.DOCKER_HOST ?? '') };
  });
  beforeEach(() => get().world.reset());
  afterEach(async () => {
    const left = await get().engine.findLabelled(`computeswarm.instance=${instance}`);
    expect(left).toEqual({ containers: [], volumes: [] });
  });
  afterAll(async () => {
    const { engine, world } = get();
    await world.close();
    await engine.removeVolume(cacheVolume(instance).name);
    engine.close();
  });

  return {
    get engine() {
      return get().engine;
    },
    get world() {
      return get().world;
    },
  };
}
