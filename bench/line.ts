import type { World } from '../e2e/harness/world/world.ts';

/** 400 Mbit/s, of which some is lost between blocks. */
const bytesPerSecond = 50e6;

/** Does `work` while these hosts send at most 50 MB/s a connection: nobody’s hosts are as near as the world’s. */
export async function overLine<T>(world: World, hosts: readonly string[], work: () => Promise<T>): Promise<T> {
  for (const host of hosts) await world.faults.add({ host, fault: { kind: 'slow', bytesPerSecond } });
  try {
    return await work();
  } finally {
    await world.faults.clear();
  }
}
