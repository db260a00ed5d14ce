import { z } from 'zod';
import { failureSchema, saidSchema } from './errors.ts';

export const engineStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('connecting') }),
  z.object({
    status: z.literal('connected'),
    /** Engine version, such as `28.5.2`. */
    version: z.string(),
    apiVersion: z.string(),
    operatingSystem: z.string(),
    architecture: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
    /** Where it was found: a socket path or a URL. */
    endpoint: z.string(),
  }),
  z.object({
    status: z.literal('disconnected'),
    failure: failureSchema,
    /** Milliseconds since the epoch. */
    since: z.number(),
    endpoint: z.string(),
  }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;

export const imageStateSchema = z.discriminatedUnion('status', [
  /** The engine is not connected, so nobody knows. */
  z.object({ status: z.literal('unknown'), name: z.string() }),
  z.object({ status: z.literal('missing'), name: z.string() }),
  z.object({
    status: z.literal('preparing'),
    name: z.string(),
    step: z.string(),
    /** The step for other languages; absent where its words are the builder's. */
    said: saidSchema.optional(),
    /** 0 to 1, or null where the step cannot tell. */
    fraction: z.number().nullable(),
    startedAt: z.number(),
    /** The builder's last lines. */
    tail: z.array(z.string()),
  }),
  z.object({
    status: z.literal('ready'),
    name: z.string(),
    id: z.string(),
    sizeBytes: z.number(),
    createdAt: z.string(),
  }),
  z.object({ status: z.literal('failed'), name: z.string(), failure: failureSchema }),
]);
export type ImageState = z.infer<typeof imageStateSchema>;
