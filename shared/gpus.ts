import { z } from 'zod';
import { saidSchema, sentenceSchema } from './errors.ts';

export const throttleReasonSchema = z.enum([
  'power_cap',
  'thermal',
  'power_brake',
  'sync_boost',
  'application',
  'other',
]);
export type ThrottleReason = z.infer<typeof throttleReasonSchema>;

/** A process that uses memory of a GPU. */
export const gpuProcessSchema = z.object({
  pid: z.number().int(),
  name: z.string(),
  memoryMiB: z.number().nullable(),
  /** The job in whose container it runs; null for the seller's own programs. */
  jobId: z.string().nullable(),
});
export type GpuProcess = z.infer<typeof gpuProcessSchema>;

/** One GPU at one moment. A value the driver does not report (`[N/A]`) is null. */
export const gpuSchema = z.object({
  uuid: z.string(),
  index: z.number().int(),
  name: z.string(),
  memoryTotalMiB: z.number(),
  memoryUsedMiB: z.number().nullable(),
  utilisationPercent: z.number().nullable(),
  temperatureC: z.number().nullable(),
  powerW: z.number().nullable(),
  powerLimitW: z.number().nullable(),
  fanPercent: z.number().nullable(),
  clockMHz: z.number().nullable(),
  memoryClockMHz: z.number().nullable(),
  /** PCIe link as it is now; it falls when the GPU idles. */
  pcieGeneration: z.number().nullable(),
  pcieWidth: z.number().nullable(),
  /** Why the driver holds the clocks down now; empty where it does not. `idle` is not told. */
  throttledBy: z.array(throttleReasonSchema),
  /** What uses its memory now; null where the driver does not say. */
  processes: z.array(gpuProcessSchema).nullable(),
});
export type Gpu = z.infer<typeof gpuSchema>;

export const gpuStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('starting') }),
  /** No NVIDIA driver or no GPU on this machine: a state to show, not an error. */
  z.object({ status: z.literal('none'), reason: z.string(), said: saidSchema.optional() }),
  z.object({
    status: z.literal('ok'),
    driverVersion: z.string(),
    /** Milliseconds since the epoch. */
    sampledAt: z.number(),
    gpus: z.array(gpuSchema),
  }),
  /** GPUs were there and the driver stopped answering. */
  z.object({ status: z.literal('lost'), ...sentenceSchema.shape, since: z.number(), lastSeen: z.array(gpuSchema) }),
]);
export type GpuState = z.infer<typeof gpuStateSchema>;

export const gpuSpanSchema = z.enum(['1m', '10m', '1h', '24h']);
export type GpuSpan = z.infer<typeof gpuSpanSchema>;

/** A reading for each of the times; null where nothing was recorded. */
const column = z.array(z.number().nullable());

/** What was recorded of one GPU, in steps of the history's `stepMs`. */
export const gpuSeriesSchema = z.object({
  uuid: z.string(),
  index: z.number().int(),
  name: z.string(),
  memoryTotalMiB: z.number(),
  powerLimitW: z.number().nullable(),
  /** Starts of the steps, milliseconds since the epoch, ascending without gaps. */
  times: z.array(z.number()),
  /** Means over a step. */
  utilisationPercent: column,
  memoryUsedMiB: column,
  powerW: column,
  temperatureC: column,
  fanPercent: column,
  clockMHz: column,
  memoryClockMHz: column,
  /** Part of the step, from 0 to 1, in which the driver held the clocks down. */
  throttled: column,
});
export type GpuSeries = z.infer<typeof gpuSeriesSchema>;

/** A job that held GPUs within the span, for the bands under the charts. */
export const gpuBandSchema = z.object({
  jobId: z.string(),
  name: z.string(),
  gpuUuids: z.array(z.string()),
  /** Milliseconds since the epoch; `to` is null while it runs. */
  from: z.number(),
  to: z.number().nullable(),
});
export type GpuBand = z.infer<typeof gpuBandSchema>;

export const gpuHistorySchema = z.object({
  span: gpuSpanSchema,
  /** Milliseconds since the epoch. */
  from: z.number(),
  to: z.number(),
  stepMs: z.number(),
  gpus: z.array(gpuSeriesSchema),
  jobs: z.array(gpuBandSchema),
});
export type GpuHistory = z.infer<typeof gpuHistorySchema>;
