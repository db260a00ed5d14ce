import { z } from 'zod';

/** Which door of the gateway was used: the package index mirror, the model hub mirror, the CONNECT proxy, or none of them. */
export const ledgerKindSchema = z.enum(['index', 'hub', 'connect', 'other']);
export type LedgerKind = z.infer<typeof ledgerKindSchema>;

/** Why the policy said no. */
export const refusalReasonSchema = z.enum([
  'not_listed',
  'port_not_listed',
  'address_literal',
  'address_refused',
  'name_mismatch',
  'not_tls',
  'plain_http',
  'malformed',
  'upload_cap',
  'download_cap',
  'no_index',
  'too_large',
  'busy',
]);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** What went wrong although the policy said yes. */
export const faultReasonSchema = z.enum([
  'unresolved',
  'unreachable',
  'upstream_error',
  'cut',
  'wrong_hash',
  'no_space',
]);
export type FaultReason = z.infer<typeof faultReasonSchema>;

export const verdictSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('allowed') }),
  z.object({ outcome: z.literal('refused'), reason: refusalReasonSchema, detail: z.string().max(500) }),
  z.object({ outcome: z.literal('failed'), reason: faultReasonSchema, detail: z.string().max(500) }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** One request that setup made, as the gateway saw it. Told when it is decided, while it goes on, and when it has ended. */
export const ledgerEntrySchema = z.object({
  /** Counts from 1 within one job; an entry that is told again has the same number. */
  seq: z.number().int().min(1),
  /** Milliseconds since the epoch. */
  at: z.number(),
  kind: ledgerKindSchema,
  host: z.string().max(300),
  port: z.number().int().min(0).max(65_535),
  method: z.string().max(20),
  /** Path of a mirror's request to the host; null where the gateway does not see it. */
  target: z.string().max(1_000).nullable(),
  /** Bytes that the gateway sent to the host and got from it; 0 where the cache answered. */
  bytesUp: z.number(),
  bytesDown: z.number(),
  cached: z.boolean(),
  /** Null while it goes on. */
  durationMs: z.number().nullable(),
  verdict: verdictSchema,
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** Entries that are kept for a job; a flood of further ones is only counted. */
export const ledgerLimit = 5_000;

/** What is told of a job's ledger: entries that are new or have changed, and how many more were only counted. */
export const ledgerBatchSchema = z.object({
  jobId: z.string(),
  entries: z.array(ledgerEntrySchema),
  omitted: z.number().int(),
});
export type LedgerBatch = z.infer<typeof ledgerBatchSchema>;
