import { z } from 'zod';

/** The part of a job's life in which something went wrong. */
export const phaseSchema = z.enum(['preparing', 'setup', 'executing', 'collecting']);
export type Phase = z.infer<typeof phaseSchema>;

export const errorCodeSchema = z.enum([
  'engine_unreachable',
  'engine_lost',
  'engine_error',
  'image_missing',
  'image_prepare_failed',
  'invalid_argument',
  'invalid_job',
  'invalid_requirements',
  'invalid_settings',
  'requirements_offline',
  'setup_failed',
  'setup_timed_out',
  'host_blocked',
  'download_failed',
  'egress_refused',
  'gateway_failed',
  'model_not_found',
  'model_gated',
  'model_token_refused',
  'model_revision_not_found',
  'model_no_files',
  'models_offline',
  'gpu_none',
  'gpu_insufficient',
  'gpu_runtime_missing',
  'script_failed',
  'job_timed_out',
  'out_of_memory',
  'disk_limit',
  'disk_full',
  'cancelled',
  'interrupted',
  'not_found',
  'data_folder_in_use',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** What a button beside the error can do about it. */
export const remedyActionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open_settings'),
    section: z.enum(['setup', 'network', 'models', 'storage', 'limits', 'queue', 'engine']),
  }),
  z.object({ kind: z.literal('prepare_image') }),
  z.object({ kind: z.literal('retry_engine') }),
  z.object({ kind: z.literal('run_again') }),
  z.object({ kind: z.literal('show_gpus') }),
  /** Lets setup reach these hosts (allowlist entries), for the job alone or always, and runs the job again. */
  z.object({ kind: z.literal('allow_hosts'), hosts: z.array(z.string()).min(1) }),
]);
export type RemedyAction = z.infer<typeof remedyActionSchema>;

/** A value of a text: written as it is, by the rules of the reader's language, or a sentence of its own. */
export type SaidValue = string | number | { bytes: number } | { milliseconds: number } | Said;

/** A sentence as a key of `failures` in the texts (`shared/languages`) and its values, so that it can be said in any language later. */
export interface Said {
  key: string;
  values: Record<string, SaidValue>;
}

const saidValueSchema: z.ZodType<SaidValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.object({ bytes: z.number() }),
    z.object({ milliseconds: z.number() }),
    saidSchema,
  ]),
);
export const saidSchema: z.ZodType<Said> = z.object({ key: z.string(), values: z.record(z.string(), saidValueSchema) });

/** A sentence for a person, and the same for other languages; without it, its words are somebody else's. */
export const sentenceSchema = z.object({ message: z.string(), said: saidSchema.optional() });
export type Sentence = z.infer<typeof sentenceSchema>;

export const failureSchema = z.object({
  code: errorCodeSchema,
  /** One sentence for a person. */
  message: z.string(),
  /** The same sentence for other languages; absent where its words are somebody else's. */
  said: saidSchema.optional(),
  phase: phaseSchema.optional(),
  /** Whether the same job may succeed when it is run again unchanged. */
  retryable: z.boolean(),
  remedy: z.object({ text: z.string(), said: saidSchema.optional(), action: remedyActionSchema.optional() }).optional(),
  /** Evidence: pip's last useful lines, the names of missing packages, the engine's own words. */
  details: z.array(z.string()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** The only error that modules throw on purpose: a `Failure` with a stack. */
export class AppError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.name = 'AppError';
    this.failure = failure;
  }
}

/** Turns anything thrown into a `Failure`; what was not thrown on purpose becomes `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, retryable: true };
}
