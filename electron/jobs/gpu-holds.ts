import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { GpuBand } from '../../shared/gpus.ts';
import { isFinal, jobStateSchema } from '../../shared/jobs.ts';
import { cleanName } from '../../shared/text.ts';

/** Which jobs held GPUs when. */
export interface GpuHoldStore {
  /** Those that held GPUs between `from` and `to`, milliseconds since the epoch: the last 1,000, oldest first. */
  within(from: number, to: number): GpuBand[];
}

const most = 1_000;
const unfinished = jobStateSchema.options.filter((state) => !isFinal(state)).map((state) => `'${state}'`);
const uuids = z.array(z.string());

export function createGpuHoldStore(database: DatabaseSync): GpuHoldStore {
  const columns = `id, json_extract(spec, '$.name') AS name, gpu_uuids, started_at, ended_at`;
  const held = `gpu_uuids <> '[]' AND started_at <= :to AND rowid NOT IN (SELECT job FROM trash)`;
  // Apart, so that each is found through an index: the history can be long.
  const select = database.prepare(
    `SELECT ${columns} FROM jobs WHERE ${held} AND ended_at >= :from
     UNION ALL SELECT ${columns} FROM jobs WHERE ${held} AND ended_at IS NULL AND state IN (${unfinished.join(', ')})
     ORDER BY started_at DESC LIMIT ${most}`,
  );
  return {
    within: (from, to) =>
      select
        .all({ from, to })
        .flatMap((row) => bandOf(row) ?? [])
        .reverse(),
  };
}

function bandOf(row: Record<string, SQLOutputValue>): GpuBand | null {
  try {
    return {
      jobId: String(row.id),
      name: cleanName(String(row.name)),
      gpuUuids: uuids.parse(JSON.parse(String(row.gpu_uuids))),
      from: Number(row.started_at),
      to: row.ended_at === null ? null : Number(row.ended_at),
    };
  } catch {
    // One damaged row must not hide the others.
    return null;
  }
}
