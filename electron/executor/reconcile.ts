import type { Engine } from '../engine/engine.ts';

/**
 * Removes everything that carries this installation's label: what an app that was killed, or an engine that went away,
 * has left behind. Call it only while no job of this installation runs.
 * @returns how many containers and volumes were removed.
 */
export async function removeLeftovers(engine: Engine, instance: string): Promise<number> {
  const { containers, volumes } = await engine.findLabelled(`computeswarm.instance=${instance}`);
  for (const id of containers) await engine.removeContainer(id);
  for (const name of volumes) await engine.removeVolume(name);
  return containers.length + volumes.length;
}
