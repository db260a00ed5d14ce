import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, type World } from '../e2e/harness/world/world.ts';
import { type Client, createClient } from '../electron/engine/client.ts';
import { findEndpoint } from '../electron/engine/endpoint.ts';
import { createEngine, type Engine } from '../electron/engine/engine.ts';
import type { Kept } from '../electron/executor/job-containers.ts';
import { removeLeftovers } from '../electron/executor/reconcile.ts';
import { cacheVolume } from '../electron/gateway/start-gateway.ts';
import { keptLabel } from '../electron/storage/storage-keeper.ts';
import { createTrialKept } from '../electron/testing/executor-fixture.ts';
import { AppError } from '../shared/errors.ts';

/** Room for all that a suite keeps, so that nothing is dropped between two runs. */
const budgetGiB = 1024;
const instanceLabel = 'computeswarm.instance';

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
  /** What the suite’s jobs keep for each other. */
  kept: Kept;
  /** Forgets environments and models; downloads stay. */
  dropKept(): Promise<void>;
  /** Forgets what gateways have downloaded. */
  dropDownloads(): Promise<void>;
  /** Removes everything with the label, running or not, images included, and what jobs keep, and lets go of the engine. */
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
  const labels = { [instanceLabel]: instance };
  const kept = createTrialKept(engine, instance, budgetGiB);
  return {
    engine,
    client,
    world,
    machine: state,
    description: `Docker ${state.version} at ${state.endpoint}`,
    instance,
    labels,
    image,
    kept,
    dropKept: kept.clear,
    async dropDownloads() {
      await kept.storage.clear([cacheVolume(instance).name]);
    },
    async close() {
      await world.close();
      await removeAll(engine, instance);
      const { volumes } = await engine.findLabelled(`${keptLabel}=${instance}`);
      for (const name of volumes) await engine.removeVolume(name);
      await removeImages(client, instance);
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

/** Those that others are made from come last. */
async function removeImages(client: Client, instance: string): Promise<void> {
  const filters = { label: [`${instanceLabel}=${instance}`] };
  const images = await client.call((docker) => docker.listImages({ filters }));
  for (const { Id: id } of images.sort((one, other) => other.Created - one.Created)) {
    await client.call((docker) => docker.getImage(id).remove());
  }
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
