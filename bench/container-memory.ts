import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Stage } from './stage.ts';

const sampleEveryMs = 100;

/** The two versions of control groups name the page cache differently. */
const usageSchema = z.object({
  memory_stats: z.object({
    usage: z.number(),
    stats: z.union([
      z.object({ file: z.number() }).transform(({ file }) => file),
      z.object({ total_cache: z.number() }).transform((stats) => stats.total_cache),
    ]),
  }),
});

/**
 * Watches the containers of a job's step while `work` runs, ten times a second.
 * @param step as their label says
 * @returns the most memory that one of them had, in bytes: what the engine counts for it, less the page cache.
 * @throws Error where there was no such container to be seen.
 */
export async function peakMemoryOf(
  { client, instance }: Stage,
  step: string,
  work: () => Promise<unknown>,
): Promise<number> {
  const docker = await client.docker();
  let peak: number | null = null;
  let working = true;
  const label = [`computeswarm.instance=${instance}`, `computeswarm.phase=${step}`];

  const sample = async (): Promise<void> => {
    for (const { Id: id } of await docker.listContainers({ filters: { label } })) {
      const answer = await docker.getContainer(id).stats({ stream: false, 'one-shot': true });
      const bytes = memoryInUse(answer);
      if (bytes !== null) peak = Math.max(peak ?? 0, bytes);
    }
  };
  const watch = async (): Promise<void> => {
    while (working) {
      // One that is just starting or ending has no figures.
      await sample().catch(() => undefined);
      await sleep(sampleEveryMs);
    }
  };

  const watching = watch();
  try {
    await work();
  } finally {
    working = false;
    await watching;
  }
  if (peak === null) throw new Error(`No container of the step “${step}” was seen.`);
  return peak;
}

/** Bytes in the engine's answer about a container; null where it has none, as at its start and end. */
export function memoryInUse(answer: unknown): number | null {
  const usage = usageSchema.safeParse(answer).data?.memory_stats;
  return usage ? usage.usage - usage.stats : null;
}
