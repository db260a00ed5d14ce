import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '../electron/engine/client.ts';
import { findEndpoint } from '../electron/engine/endpoint.ts';
import { createEngine, type Engine } from '../electron/engine/engine.ts';
import { removeLeftovers } from '../electron/executor/reconcile.ts';
import { AppError } from '../shared/errors.ts';

/** The engine that a suite measures on, and the label by which all that it makes there is found again. */
export interface Stage {
  /** As the app sees it. */
  engine: Engine;
  /** For what the app has no need of. */
  client: Client;
  /** As the app's executor sees it. */
  machine: { cpus: number; memoryBytes: number };
  /** Names the engine for people. */
  description: string;
  /** Of all containers and volumes, as the executor labels them. */
  instance: string;
  labels: Record<string, string>;
  /** The image that the suite may build for itself. */
  image: string;
  /** Removes everything with the label, running or not, then the image, and lets go of the engine. */
  close(): Promise<void>;
}

/**
 * Connects to the engine that `DOCKER_HOST` names, else to the usual one.
 * @throws AppError engine_unreachable
 */
export async function openStage(environment: NodeJS.ProcessEnv): Promise<Stage> {
  const engine = createEngine({ setting: () => 'auto', environment });
  await engine.retry();
  const state = engine.state();
  if (state.status !== 'connected') {
    engine.close();
    throw state.status === 'disconnected' ? new AppError(state.failure) : new Error('The engine does not answer.');
  }
  const instance = `bench-${randomBytes(4).toString('hex')}`;
  const client = createClient(findEndpoint('auto', environment), environment);
  const image = `computeswarm/${instance}:1`;
  return {
    engine,
    client,
    machine: state,
    description: `Docker ${state.version} at ${state.endpoint}`,
    instance,
    labels: { 'computeswarm.instance': instance },
    image,
    async close() {
      await removeAll(engine, instance);
      // While a container used it, the engine would only take its name away.
      if (await engine.inspectImage(image)) await client.call((docker) => docker.getImage(image).remove());
      engine.close();
    },
  };
}

/** Looks again until nothing is left: a container may still be in the making or going when Ctrl-C comes. */
async function removeAll(engine: Engine, instance: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if ((await removeLeftovers(engine, instance)) === 0) return;
    } catch (error) {
      if (attempt >= 20) throw error;
    }
    await sleep(500);
  }
}
