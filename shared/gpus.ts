import { z } from 'zod';

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
});
export type Gpu = z.infer<typeof gpuSchema>;

export const gpuStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('starting') }),
  /** No NVIDIA driver or no GPU on this machine: a state to show, not an error. */
  z.object({ status: z.literal('none'), reason: z.string() }),
  z.object({
    status: z.literal('ok'),
    driverVersion: z.string(),
    /** Milliseconds since the epoch. */
    sampledAt: z.number(),
    gpus: z.array(gpuSchema),
  }),
  /** GPUs were there and the driver stopped answering. */
  z.object({ status: z.literal('lost'), message: z.string(), since: z.number(), lastSeen: z.array(gpuSchema) }),
]);
export type GpuState = z.infer<typeof gpuStateSchema>;
