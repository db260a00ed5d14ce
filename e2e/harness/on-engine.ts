import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { removeLeftovers } from '../../electron/executor/reconcile.ts';
import { connectedEngine, createTrialKept } from '../../electron/testing/executor-fixture.ts';

/** What tests on an engine share; there from the first hook on. */
export interface OnEngine {
  readonly engine: Engine;
}

/**
 * Gives the tests of a `describe` an engine in which the installation `instance` has nothing, whatever a run that was
 * broken off has left there. After each test it must have nothing but what it keeps.
 */
export function onEngine(instance: string): OnEngine {
  let connected: Engine | null = null;
  const get = () => {
    if (!connected) throw new Error('The engine is there in hooks and tests only.');
    return connected;
  };

  beforeAll(async () => {
    connected = await connectedEngine();
    await removeLeftovers(connected, instance);
    await createTrialKept(connected, instance).storage.reconcile();
  });
  afterEach(async () => {
    const left = await get().findLabelled(`computeswarm.instance=${instance}`);
    expect(left).toEqual({ containers: [], volumes: [] });
  });
  afterAll(() => get().close());

  return {
    get engine() {
      return get();
    },
  };
}
