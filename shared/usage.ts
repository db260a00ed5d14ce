import { z } from 'zod';
import { phaseSchema } from './errors.ts';
import { gpuSeriesSchema } from './gpus.ts';
import { jobStateSchema } from './jobs.ts';

/**
 * What is measured of a job: cores used (`cpu`), memory without file cache that could be dropped (bytes), what is read from
 * and written to disks (bytes a second), processes and threads, and its output (lines and bytes a second).
 */
export const usageMeasureSchema = z.enum(['cpu', 'memory', 'diskRead', 'diskWritten', 'pids', 'logLines', 'logBytes']);
export type UsageMeasure = z.infer<typeof usageMeasureSchema>;

/** A value for each of the times; null where nothing was measured. */
const column = z.array(z.number().nullable());

/** The means over steps, and the highest readings within them. */
export const usageColumnsSchema = z.object({
  mean: z.record(usageMeasureSchema, column),
  most: z.record(usageMeasureSchema, column),
});

/** The most that a phase took of what has a limit; null where nobody could tell. */
export const phasePeaksSchema = z.object({
  phase: phaseSchema,
  cpu: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  pids: z.number().nullable(),
  /** Output of the phase, as much of it as there was. */
  logBytes: z.number(),
  /** What it left: in setup the environment, in execution the outputs; known when its container has ended. */
  spaceBytes: z.number().nullable(),
});
export type PhasePeaks = z.infer<typeof phasePeaksSchema>;

/** All that is kept of what a job used so far. */
export const jobUsageSchema = usageColumnsSchema.extend({
  stepMs: z.number(),
  /** Starts of the steps, milliseconds since the epoch, ascending without gaps. */
  times: z.array(z.number()),
  peaks: z.array(phasePeaksSchema),
});
export type JobUsage = z.infer<typeof jobUsageSchema>;

/** What was recorded of the GPUs that a job held, while it held them. Readings of GPUs are kept for about a day. */
export const jobGpuUsageSchema = z.object({
  stepMs: z.number(),
  gpus: z.array(
    gpuSeriesSchema.pick({
      uuid: true,
      index: true,
      name: true,
      memoryTotalMiB: true,
      times: true,
      utilisationPercent: true,
      memoryUsedMiB: true,
    }),
  ),
});
export type JobGpuUsage = z.infer<typeof jobGpuUsageSchema>;

/** Something that happened to a job, `at` milliseconds since the epoch. */
export const jobEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('state'), at: z.number(), state: jobStateSchema }),
  /** Somebody asked for the job to be cancelled. */
  z.object({ kind: z.literal('cancel_asked'), at: z.number() }),
  /** Setup asked the network for something for the first time. */
  z.object({ kind: z.literal('first_request'), at: z.number(), host: z.string(), allowed: z.boolean() }),
]);
export type JobEvent = z.infer<typeof jobEventSchema>;
