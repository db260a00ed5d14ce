import { z } from 'zod';
import { egressPolicySchema } from './egress.ts';
import { jobEnvironmentSchema } from './environments.ts';
import { failureSchema, phaseSchema } from './errors.ts';
import { fetchProgressSchema, jobModelSchema, modelRequestSchema } from './models.ts';

export const jobStateSchema = z.enum([
  'queued',
  'preparing',
  'setup',
  'executing',
  'collecting',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'interrupted',
]);
export type JobState = z.infer<typeof jobStateSchema>;

const finalStates: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted']);

export function isFinal(state: JobState): boolean {
  return finalStates.has(state);
}

/** Which state may follow which; the job store refuses anything else. */
export const nextStates: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['preparing', 'failed', 'cancelled', 'interrupted'],
  preparing: ['setup', 'executing', 'failed', 'cancelled', 'interrupted'],
  setup: ['executing', 'failed', 'cancelled', 'timed_out', 'interrupted'],
  executing: ['collecting', 'failed', 'cancelled', 'timed_out', 'interrupted'],
  collecting: ['succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted'],
  succeeded: [],
  failed: [],
  cancelled: [],
  timed_out: [],
  interrupted: [],
};

export const jobIdSchema = z.string().regex(/^[0-9a-z]{20}$/);

/** Where a job came from. */
export const jobSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('form') }),
  z.object({ kind: z.literal('path'), path: z.string() }),
  z.object({ kind: z.literal('example'), example: z.string() }),
]);
export type JobSource = z.infer<typeof jobSourceSchema>;

/** What a job asks for, after validation. */
export const jobSpecSchema = z.object({
  name: z.string(),
  /** Path of the script inside the job's inputs, with forward slashes. */
  script: z.string(),
  /** PEP 508 requirement lines. */
  requirements: z.array(z.string()),
  /** Repositories of the model hub; a job without them and without requirements has one phase. */
  models: z.array(modelRequestSchema).default([]),
  gpus: z.object({ count: z.number().int(), minMemoryMiB: z.number().int() }),
  /** Seconds; null takes the seller's default. */
  timeoutSeconds: z.number().int().nullable(),
});
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** What was in force for a job from the moment it started; later changes to settings do not touch it. */
export const jobLimitsSchema = z.object({
  setupNetwork: z.boolean(),
  /** What setup may reach while its network is on; null in the record of a job from before the gateway. */
  egress: egressPolicySchema.nullable().default(null),
  wheelsOnly: z.boolean().default(false),
  /** Whether repositories that were only found in the script are fetched as well. */
  detectedModels: z.boolean().default(false),
  setupTimeoutSeconds: z.number(),
  gpusInSetup: z.boolean(),
  timeoutSeconds: z.number(),
  memoryBytes: z.number(),
  cpus: z.number(),
  pids: z.number(),
  tmpBytes: z.number(),
  shmBytes: z.number(),
  environmentBytes: z.number(),
  outputsBytes: z.number(),
  logBytes: z.number(),
  image: z.string(),
  /** US dollars for an hour of execution; null where the seller had set no price. */
  pricePerHour: z.number().nullable().default(null),
});
export type JobLimits = z.infer<typeof jobLimitsSchema>;

export const phaseRecordSchema = z.object({
  phase: phaseSchema,
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type PhaseRecord = z.infer<typeof phaseRecordSchema>;

/** How far a running job is; null between steps. */
export const jobProgressSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('uploading'), bytes: z.number(), totalBytes: z.number() }),
  /** Comparing the requirements with what the image and the carried wheels offer. */
  z.object({ step: z.literal('checking') }),
  z.object({ step: z.literal('resolving'), collected: z.number(), package: z.string().nullable() }),
  z.object({
    step: z.literal('downloading'),
    file: z.string(),
    /** This is file `index` of the `count` known so far; resolving may still add files. */
    index: z.number(),
    count: z.number(),
    bytes: z.number(),
    totalBytes: z.number().nullable(),
  }),
  z.object({ step: z.literal('building'), package: z.string() }),
  z.object({ step: z.literal('installing'), packages: z.number() }),
  z.object({ step: z.literal('collecting'), files: z.number(), bytes: z.number() }),
]);
export type JobProgress = z.infer<typeof jobProgressSchema>;

/** Something under `/outputs` that was not copied out, and why. */
export const refusedOutputSchema = z.object({
  path: z.string(),
  reason: z.enum(['link', 'device', 'outside', 'name', 'limit']),
});
export type RefusedOutput = z.infer<typeof refusedOutputSchema>;

export const jobOutputsSchema = z.object({
  files: z.number(),
  bytes: z.number(),
  /** The first 100 refusals. */
  refused: z.array(refusedOutputSchema),
  refusedCount: z.number(),
});
export type JobOutputs = z.infer<typeof jobOutputsSchema>;

/** Why a queued job does not run yet. */
export const waitReasonSchema = z.enum(['turn', 'gpus', 'engine', 'image', 'paused']);
export type WaitReason = z.infer<typeof waitReasonSchema>;

/** One job as lists show it, and as the store keeps it. Times are milliseconds since the epoch. */
export const jobSchema = z.object({
  id: jobIdSchema,
  spec: jobSpecSchema,
  source: jobSourceSchema,
  state: jobStateSchema,
  /** Only while queued. */
  waitingFor: waitReasonSchema.nullable(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  phases: z.array(phaseRecordSchema),
  /** Live only; never stored. */
  progress: jobProgressSchema.nullable(),
  /** How far the job’s repositories are, beside `progress`. Live only; never stored. */
  fetching: fetchProgressSchema.nullable(),
  /** What setup made or found; null before that, and for a job that needs none. */
  environment: jobEnvironmentSchema.nullable(),
  /** The repositories that execution has, with the commits that their revisions meant. */
  models: z.array(jobModelSchema),
  /** UUIDs of the GPUs that the job holds, or held. */
  gpuUuids: z.array(z.string()),
  /** Allowlist entries that the seller added for this job alone. */
  allowedHosts: z.array(z.string()),
  limits: jobLimitsSchema.nullable(),
  exitCode: z.number().nullable(),
  failure: failureSchema.nullable(),
  outputs: jobOutputsSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** What of a job a row of the list shows; the rest is asked for when its view is opened. */
export const jobRowSchema = jobSchema.pick({
  id: true,
  spec: true,
  source: true,
  state: true,
  waitingFor: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  progress: true,
  fetching: true,
  failure: true,
});
export type JobRow = z.infer<typeof jobRowSchema>;

/**
 * The order of a list. `created` is the order in which jobs came, `state` the order of `jobStateSchema` with the newest
 * first in each. What has no duration or no end yet comes last either way.
 */
export const jobSortSchema = z.object({
  by: z.enum(['created', 'name', 'duration', 'state', 'ended']),
  descending: z.boolean(),
});
export type JobSort = z.infer<typeof jobSortSchema>;

export const newestFirst: JobSort = { by: 'created', descending: true };

/** Which jobs a list shows. */
export const jobMatchSchema = z.object({
  /** Words that must occur in the name, the id or the source; empty for all. */
  search: z.string().max(200),
  /** Empty for all states. */
  states: z.array(jobStateSchema),
});
export type JobMatch = z.infer<typeof jobMatchSchema>;

export const jobQuerySchema = jobMatchSchema.extend({
  sort: jobSortSchema,
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
});
export type JobQuery = z.infer<typeof jobQuerySchema>;

/** `total` counts what the query matches, `counts` every job by state. */
export const jobPageSchema = z.object({
  jobs: z.array(jobRowSchema),
  total: z.number(),
  counts: z.partialRecord(jobStateSchema, z.number()),
});
export type JobPage = z.infer<typeof jobPageSchema>;

/** Most jobs that are named one by one. */
export const mostPicked = 100_000;

const pickedIdsSchema = z.array(jobIdSchema).max(mostPicked);

/** A stretch of a list, of which only the ids are asked for. */
export const jobStretchSchema = jobQuerySchema.extend({ limit: z.number().int().min(1).max(mostPicked) });

/** Which place a job has in a list. */
export const jobPlaceSchema = jobMatchSchema.extend({ sort: jobSortSchema, id: jobIdSchema });
export type JobPlace = z.infer<typeof jobPlaceSchema>;

/** Jobs that something is to be done with: named ones, or all that match but some. */
export const jobSelectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('some'), ids: pickedIdsSchema }),
  jobMatchSchema.extend({ kind: z.literal('matching'), except: pickedIdsSchema }),
]);
export type JobSelection = z.infer<typeof jobSelectionSchema>;

/** What a selection comes to: how many can be deleted, how many cannot because they have not ended, what they left. */
export const jobsWeightSchema = z.object({
  ended: z.number(),
  unfinished: z.number(),
  outputs: z.object({ files: z.number(), bytes: z.number() }),
});
export type JobsWeight = z.infer<typeof jobsWeightSchema>;

/** A deletion that can be taken back. `left` counts the jobs that had not ended. */
export const deletionSchema = z.object({ id: z.number(), deleted: z.number(), left: z.number() });
export type Deletion = z.infer<typeof deletionSchema>;

export const jobExportSchema = z.object({ selection: jobSelectionSchema, format: z.enum(['csv', 'json']) });
export type JobExport = z.infer<typeof jobExportSchema>;

/** A new job: filled in by hand, taken from a folder or script on disk, or one of the examples. */
export const jobDraftSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('form'),
    name: z.string(),
    scriptText: z.string(),
    requirementsText: z.string(),
    gpuCount: z.number(),
    gpuMinMemoryMiB: z.number(),
    timeoutSeconds: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('path'),
    path: z.string().min(1),
    /** What the person changed against the job's own file. */
    overrides: z.object({
      name: z.string().optional(),
      requirementsText: z.string().optional(),
      gpuCount: z.number().optional(),
      gpuMinMemoryMiB: z.number().optional(),
      timeoutSeconds: z.number().nullable().optional(),
    }),
  }),
  z.object({ kind: z.literal('example'), example: z.string() }),
]);
export type JobDraft = z.infer<typeof jobDraftSchema>;

/** What a folder or script on disk would run as, for review before it is submitted. */
export const jobInspectionSchema = z.object({
  path: z.string(),
  spec: jobSpecSchema,
  files: z.number(),
  bytes: z.number(),
  wheels: z.array(z.string()),
});
export type JobInspection = z.infer<typeof jobInspectionSchema>;

export const exampleSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  spec: jobSpecSchema,
});
export type Example = z.infer<typeof exampleSchema>;

export const outputEntrySchema = z.object({ path: z.string(), bytes: z.number() });
export type OutputEntry = z.infer<typeof outputEntrySchema>;

/** Which days a summary covers: the moments in which they begin, in milliseconds, ascending; the last has no end. */
export const summaryQuerySchema = z.object({ days: z.array(z.number()).min(1).max(31) });
export type SummaryQuery = z.infer<typeof summaryQuerySchema>;

/** What ended in a day. */
export const daySummarySchema = z.object({
  /** When the day begins, in milliseconds since the epoch. */
  from: z.number(),
  succeeded: z.number(),
  /** Failed or timed out. */
  failed: z.number(),
  /** Cancelled or interrupted. */
  other: z.number(),
  /** How long scripts ran in all, in milliseconds. */
  executionMs: z.number(),
  /** What the jobs that succeeded are worth, in millionths of a US dollar; null where none of them had a price. */
  worth: z.number().nullable(),
});
export type DaySummary = z.infer<typeof daySummarySchema>;

export const jobsSummarySchema = z.object({
  days: z.array(daySummarySchema),
  /** Why the last job that was given GPUs could not use them; null where it could, or there was none. */
  gpuFailure: failureSchema.nullable(),
});
export type JobsSummary = z.infer<typeof jobsSummarySchema>;

export const queueStateSchema = z.object({
  accepting: z.boolean(),
  running: z.number(),
  queued: z.number(),
  concurrency: z.number(),
});
export type QueueState = z.infer<typeof queueStateSchema>;
