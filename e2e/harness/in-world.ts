import { afterAll, beforeAll, beforeEach } from 'vitest';
import { cacheVolume } from '../../electron/gateway/start-gateway.ts';
import { type OnEngine, onEngine } from './on-engine.ts';
import { startWorld, type World } from './world/world.ts';

/** What tests in a world share; there from the first hook on. */
export interface InWorld extends OnEngine {
  readonly world: World;
}

/**
 * Gives the tests of a `describe` an engine and a world of hosts, which is as new before each test. After each test the
 * installation `instance` must have nothing left in the engine; at the end its download cache is removed as well.
 */
export function inWorld(instance: string): InWorld {
  const on = onEngine(instance);
  let world: World | null = null;
  const get = () => {
    if (!world) throw new Error('The world is there in hooks and tests only.');
    return world;
  };

  beforeAll(async () => {
    world = await startWorld(process.env.DOCKER_HOST ?? '');
  });
  beforeEach(() => get().reset());
  afterAll(async () => {
    await get().close();
    await on.engine.removeVolume(cacheVolume(instance).name);
  });

  return {
    get engine() {
      return on.engine;
    },
    get world() {
      return get();
    },
  };
}
