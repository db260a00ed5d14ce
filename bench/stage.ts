import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, type World } from '../e2e/harness/world/world.ts';
import { type Client, createClient } from '../electron/engine/client.ts';
import { findEndpoint } from '../electron/engine/endpoint.ts';
import { createEngine, type Engine } from '../electron/engine/engine.ts';
import { removeLeftovers } from '../electron/executor/reconcile.ts';
import { cacheVolume } from '../electron/gateway/start-gateway.ts';
import { AppError } from '../shared/errors.ts';

/**
 * The engine that a suite measures on, the hosts that packages come from, and the label by which all that the suite makes
 * in the engine is found again.
 */
export interface Stage {
  /** As the app sees it. */
  engine: Engine;
  /** For what the app has no need of. */
  client: Client;
  /** Containers on the engine's bridge reach it, and nothing else. */
  world: World;
  /** As the app's executor sees it. */
  machine: { cpus: number; memoryBytes: number };
  /** Names the engine for people. */
  description: string;
  /** Of all containers and volumes, as the executor labels them. */
  instance: string;
  labels: Record<string, string>;
  /** The image that the suite may build for itself. */
  image: string;
  /** Forgets what gateways have downloaded. */
  dropDownloads(): Promise<void>;
  /** Removes everything with the label, running or not, the downloads and the image, and lets go of the engine. */
  close(): Promise<void>;
}

/**
 * Connects to the engine that `DOCKER_HOST` names, which must be a test engine, and starts hosts next to it.
 * @throws AppError engine_unreachable; Error where it is no test engine or others use its hosts.
 */
export async function openStage(environment: NodeJS.ProcessEnv): Promise<Stage> {
  const engine = createEngine({ setting: () => 'auto', environment });
  await engine.retry();
  const state = engine.state();
  if (state.status !== 'connected') {
    engine.close();
    throw state.status === 'disconnected' ? new AppError(state.failure) : new Error('The engine does not answer.');
  }
  const world = await startWorld(state.endpoint).catch((error: unknown) => {
    engine.close();
    throw error;
  });
  const instance = `bench-${randomBytes(4).toString('hex')}`;
  const client = createClient(findEndpoint('auto', environment), environment);
  const image = `computeswarm/${instance}:1`;
  const dropDownloads = () => engine.removeVolume(cacheVolume(instance).name);
  return {
    engine,
    client,
    world,
    machine: state,
    description: `Docker ${state.version} at ${state.endpoint}`,
    instance,
    labels: { 'computeswarm.instance': instance },
    image,
    dropDownloads,
    async close() {
      await world.close();
      await removeAll(engine, instance);
      await dropDownloads();
      // While a container used it, the engine would only take its name away.
      if (await engine.inspectImage(image)) await client.call((docker) => docker.getImage(image).remove());
      engine.close();
    },
  };
}

/** Does `work` with a new volume, which is gone afterwards; after a failure it goes with the stage. */
export async function withFreshVolume<T>(
  { engine, instance, labels }: Pick<Stage, 'engine' | 'instance' | 'labels'>,
  work: (volume: string) => Promise<T>,
): Promise<T> {
  const volume = `${instance}-${randomBytes(4).toString('hex')}`;
  await engine.createVolume(volume, labels);
  const result = await work(volume);
  await engine.removeVolume(volume);
  return result;
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
