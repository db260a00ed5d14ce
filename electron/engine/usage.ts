import { z } from 'zod';
import { readJson } from './ndjson.ts';

/** What a container uses at one moment. Counters count from its start. */
export interface ContainerUsage {
  /** Milliseconds since the epoch, by the engine’s clock. */
  at: number;
  /** Time that all its processes had on all cores, in nanoseconds. */
  cpuNanoseconds: number;
  /** In use, without the file cache that the kernel would drop first: what `docker stats` shows. */
  memoryBytes: number;
  /** Processes and threads; null where the engine does not say. */
  pids: number | null;
  /** Moved from and to disks so far; null where the kernel does not count it. */
  disk: { readBytes: number; writtenBytes: number } | null;
}

const statsSchema = z.looseObject({
  read: z.iso.datetime({ offset: true }),
  pids_stats: z.looseObject({ current: z.number().optional() }).optional(),
  blkio_stats: z.looseObject({
    io_service_bytes_recursive: z.array(z.looseObject({ op: z.string(), value: z.number() })).nullish(),
  }),
  cpu_stats: z.looseObject({ cpu_usage: z.looseObject({ total_usage: z.number() }) }),
  memory_stats: z.looseObject({
    usage: z.number().optional(),
    stats: z.record(z.string(), z.number()).optional(),
  }),
});

/** Reads one answer of the engine’s stats; null for one that says nothing, as before a container runs and after it. */
export function containerUsage(body: unknown): ContainerUsage | null {
  const stats = statsSchema.safeParse(body).data;
  const used = stats?.memory_stats.usage;
  if (stats === undefined || used === undefined) return null;
  const { stats: details = {} } = stats.memory_stats;
  // Version 1 of control groups counts children apart and adds them up under this name; version 2 always counts them.
  const dropped = details.total_inactive_file ?? details.inactive_file ?? 0;
  return {
    at: Date.parse(stats.read),
    cpuNanoseconds: stats.cpu_stats.cpu_usage.total_usage,
    memoryBytes: dropped < used ? used - dropped : used,
    pids: stats.pids_stats?.current ?? null,
    disk: diskOf(stats.blkio_stats.io_service_bytes_recursive ?? []),
  };
}

/** The two versions of control groups write the names of operations differently, and the first adds sums to them. */
function diskOf(entries: readonly { op: string; value: number }[]): ContainerUsage['disk'] {
  if (entries.length === 0) return null;
  const sum = (wanted: string) =>
    entries.reduce((total, { op, value }) => (op.toLowerCase() === wanted ? total + value : total), 0);
  return { readBytes: sum('read'), writtenBytes: sum('write') };
}

/**
 * Tells what a running container uses, about once a second, from one stream for as long as `signal` is not aborted. What
 * cannot be measured is not told: nothing fails for it.
 */
export async function watchUsage(
  container: { stats(options: { stream: true }): Promise<NodeJS.ReadableStream> },
  signal: AbortSignal,
  onUsage: (usage: ContainerUsage) => void,
): Promise<void> {
  try {
    // Without a call’s time limit: an engine that is silent here is noticed elsewhere.
    const source = await container.stats({ stream: true });
    const stop = () => void ('destroy' in source && typeof source.destroy === 'function' && source.destroy());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    for await (const body of readJson(source)) {
      if (signal.aborted) return;
      const usage = containerUsage(body);
      if (usage) onUsage(usage);
    }
  } catch {
    // The container or the engine has gone, or the watch has ended.
  }
}
