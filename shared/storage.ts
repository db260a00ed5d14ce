import { z } from 'zod';
import { jobIdSchema } from './jobs.ts';

export const keptKindSchema = z.enum(['environment', 'model', 'dataset', 'downloads']);
export type KeptKind = z.infer<typeof keptKindSchema>;

/** Something in the engine that outlives jobs. Times are milliseconds since the epoch. */
export const keptItemSchema = z.object({
  id: z.string(),
  kind: keptKindSchema,
  /** Requirements of an environment, id of a repository. */
  title: z.string(),
  bytes: z.number(),
  createdAt: z.number(),
  lastUsedAt: z.number(),
  /** Jobs that use it now: it cannot be removed. */
  heldBy: z.array(jobIdSchema),
  /** How many jobs have used it, and the last of them, newest first; at most 5. */
  uses: z.number(),
  usedBy: z.array(z.object({ jobId: jobIdSchema, name: z.string() })),
});
export type KeptItem = z.infer<typeof keptItemSchema>;

/** All that is kept, most recently used first. */
export const storageStateSchema = z.object({
  items: z.array(keptItemSchema),
  /** Environments, models and datasets; downloads have a budget of their own. */
  usedBytes: z.number(),
  budgetBytes: z.number(),
  /** The engine’s disk, as a container saw it last; null before the first. */
  disk: z.object({ totalBytes: z.number(), freeBytes: z.number() }).nullable(),
});
export type StorageState = z.infer<typeof storageStateSchema>;

/** What came of clearing. */
export const clearedSchema = z.object({ removed: z.number(), freedBytes: z.number(), inUse: z.number() });
export type Cleared = z.infer<typeof clearedSchema>;

/** Whether the seller has a token for the model hub, and where it is kept. */
export const hubTokenStateSchema = z.discriminatedUnion('kept', [
  z.object({ kept: z.literal('none') }),
  /** Encrypted with a key of the system’s keychain. */
  z.object({ kept: z.literal('keychain'), ending: z.string() }),
  /** There is no keychain: it is forgotten when the app ends. */
  z.object({ kept: z.literal('memory'), ending: z.string() }),
]);
export type HubTokenState = z.infer<typeof hubTokenStateSchema>;
