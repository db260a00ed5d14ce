import { z } from 'zod';
import type { EventName, RequestName } from './channels.ts';
import { allowlistEntrySchema } from './egress.ts';
import { engineStateSchema, imageStateSchema } from './engine.ts';
import { environmentLockSchema } from './environments.ts';
import { failureSchema } from './errors.ts';
import { gpuHistorySchema, gpuSpanSchema, gpuStateSchema } from './gpus.ts';
import {
  deletionSchema,
  exampleSchema,
  jobDraftSchema,
  jobExportSchema,
  jobIdSchema,
  jobInspectionSchema,
  jobPageSchema,
  jobPlaceSchema,
  jobQuerySchema,
  jobSchema,
  jobSelectionSchema,
  jobStretchSchema,
  jobsSummarySchema,
  jobsWeightSchema,
  outputEntrySchema,
  queueStateSchema,
  summaryQuerySchema,
} from './jobs.ts';
import { plainProblems } from './languages/en/plain-problems.ts';
import { ledgerBatchSchema } from './ledger.ts';
import { destinationSchema } from './links.ts';
import {
  logBatchSchema,
  logPageQuerySchema,
  logPageSchema,
  logSearchQuerySchema,
  logSearchResultSchema,
  logSnapshotSchema,
} from './logs.ts';
import { outputFileSchema, outputPreviewSchema } from './outputs.ts';
import { settingsPatchSchema, settingsViewSchema } from './settings.ts';
import { importPreviewSchema } from './settings-transfer.ts';
import { clearedSchema, hubTokenStateSchema, storageStateSchema } from './storage.ts';
import { jobEventSchema, jobGpuUsageSchema, jobUsageSchema } from './usage.ts';
import { windowCommandSchema } from './window-commands.ts';

const nothing = z.void();

/** Everything that a view may ask of the main process: `domain.method` → argument and result. */
export const requests = {
  'app.info': { argument: nothing, result: z.object({ version: z.string(), dataFolder: z.string() }) },
  'app.copy': { argument: z.string().max(5_000_000), result: nothing },
  /** The window listens from now on; answers what it was asked for before that. */
  'app.started': { argument: nothing, result: windowCommandSchema.nullable() },
  /** What the window shows: nobody needs a notification of what they look at. */
  'app.showing': { argument: destinationSchema, result: nothing },
  /** What this desktop can do. */
  'app.desktop': { argument: nothing, result: z.object({ tray: z.boolean(), notifications: z.boolean() }) },
  /** Versions and states as text for a report; nothing of jobs in it. */
  'app.diagnostics': { argument: nothing, result: z.string() },
  /** Opens the data folder or the app’s own log in the system’s program for it. */
  'app.open': { argument: z.enum(['data_folder', 'log']), result: nothing },
  'jobs.list': { argument: jobQuerySchema, result: jobPageSchema },
  /** Every job that has not ended, oldest first. */
  'jobs.unfinished': { argument: nothing, result: z.array(jobSchema) },
  /** Ids of a stretch of a list. */
  'jobs.ids': { argument: jobStretchSchema, result: z.array(jobIdSchema) },
  /** How many jobs of the list stand before this one; null where it is not in it. */
  'jobs.place': { argument: jobPlaceSchema, result: z.number().nullable() },
  /** What ended on some days, and what it is worth. */
  'jobs.summary': { argument: summaryQuerySchema, result: jobsSummarySchema },
  'jobs.weigh': { argument: jobSelectionSchema, result: jobsWeightSchema },
  /** Takes ended jobs out of the list; they are deleted for good by `jobs.settleDeletion`, or later by itself. */
  'jobs.delete': { argument: jobSelectionSchema, result: deletionSchema },
  /** Brings the jobs of a deletion back; how many. */
  'jobs.undoDeletion': { argument: z.number(), result: z.number() },
  /** Nobody will take the deletion back any more. */
  'jobs.settleDeletion': { argument: z.number(), result: nothing },
  /** Asks where, writes a table of the jobs; null when the dialog was closed, else the path. */
  'jobs.export': { argument: jobExportSchema, result: z.string().nullable() },
  'jobs.get': { argument: jobIdSchema, result: jobSchema },
  'jobs.submit': { argument: jobDraftSchema, result: jobSchema },
  'jobs.inspect': { argument: z.string().min(1), result: jobInspectionSchema },
  /** Opens the system's dialog; null when it was closed without a choice. */
  'jobs.pick': { argument: z.enum(['folder', 'script']), result: z.string().nullable() },
  'jobs.cancel': { argument: jobIdSchema, result: jobSchema },
  /** Submits the same job once more; its setup may also reach `allowHosts`. */
  'jobs.runAgain': {
    argument: z.object({ id: jobIdSchema, allowHosts: z.array(allowlistEntrySchema).max(50) }),
    result: jobSchema,
  },
  'jobs.examples': { argument: nothing, result: z.array(exampleSchema) },
  'jobs.outputs': { argument: jobIdSchema, result: z.array(outputEntrySchema) },
  'jobs.openOutputs': { argument: jobIdSchema, result: nothing },
  'jobs.previewOutput': { argument: outputFileSchema, result: outputPreviewSchema },
  /** Asks where, copies the file; null when the dialog was closed, else the path. */
  'jobs.saveOutput': { argument: outputFileSchema, result: z.string().nullable() },
  /** What the job used up to now; asked for again and again while somebody watches a job that runs. */
  'jobs.usage': { argument: jobIdSchema, result: jobUsageSchema },
  'jobs.gpuUsage': { argument: jobIdSchema, result: jobGpuUsageSchema },
  /** What happened to the job, oldest first. */
  'jobs.events': { argument: jobIdSchema, result: z.array(jobEventSchema) },
  /** Starts `log.appended` events for the job. */
  'log.open': { argument: jobIdSchema, result: logSnapshotSchema },
  /** Asks for the next `log.appended`: the window has taken the one before. */
  'log.taken': { argument: jobIdSchema, result: nothing },
  'log.close': { argument: jobIdSchema, result: nothing },
  'log.read': { argument: logPageQuerySchema, result: logPageSchema },
  'log.search': { argument: logSearchQuerySchema, result: logSearchResultSchema },
  /** Asks where, writes the whole log as text; null when the dialog was closed, else the path. */
  'log.save': { argument: jobIdSchema, result: z.string().nullable() },
  /** All that is kept of what the job's setup asked the network for. */
  'ledger.get': { argument: jobIdSchema, result: ledgerBatchSchema },
  /** Asks where, writes the ledger as JSON; null when the dialog was closed, else the path. */
  'ledger.save': { argument: jobIdSchema, result: z.string().nullable() },
  /** What the job’s environment consists of; null where it has none. */
  'environment.get': { argument: jobIdSchema, result: environmentLockSchema.nullable() },
  /** Asks where, writes the lock as JSON; null when the dialog was closed, else the path. */
  'environment.save': { argument: jobIdSchema, result: z.string().nullable() },
  'storage.get': { argument: nothing, result: storageStateSchema },
  /** Removes these kept items, except those that a job uses now. */
  'storage.clear': { argument: z.array(z.string()).min(1).max(10_000), result: clearedSchema },
  'hubToken.get': { argument: nothing, result: hubTokenStateSchema },
  'hubToken.set': {
    argument: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{8,500}$/, plainProblems.token),
    result: hubTokenStateSchema,
  },
  'hubToken.forget': { argument: nothing, result: hubTokenStateSchema },
  'queue.get': { argument: nothing, result: queueStateSchema },
  'queue.setAccepting': { argument: z.boolean(), result: queueStateSchema },
  /** Stops taking jobs and cancels those that run; answers when they have ended. */
  'queue.stopEverything': { argument: nothing, result: queueStateSchema },
  'gpus.get': { argument: nothing, result: gpuStateSchema },
  'gpus.history': { argument: gpuSpanSchema, result: gpuHistorySchema },
  /** Whether a view shows GPUs: while none does and no job runs, they are sampled rarely. */
  'gpus.watch': { argument: z.boolean(), result: nothing },
  'engine.get': { argument: nothing, result: engineStateSchema },
  'engine.retry': { argument: nothing, result: nothing },
  'image.get': { argument: nothing, result: imageStateSchema },
  'image.prepare': { argument: nothing, result: nothing },
  'image.cancel': { argument: nothing, result: nothing },
  'settings.get': { argument: nothing, result: settingsViewSchema },
  'settings.update': { argument: settingsPatchSchema, result: settingsViewSchema },
  /** Asks where, writes what is not at its default as JSON; null when the dialog was closed, else the path. */
  'settings.export': { argument: nothing, result: z.string().nullable() },
  /** Asks for a file and tells what importing it would change; null when the dialog was closed. */
  'settings.pickImport': { argument: nothing, result: importPreviewSchema.nullable() },
  'settings.dismissNotices': { argument: nothing, result: settingsViewSchema },
} as const satisfies Record<RequestName, { argument: z.ZodType; result: z.ZodType }>;
export type Argument<N extends RequestName> = z.input<(typeof requests)[N]['argument']>;
export type Result<N extends RequestName> = z.output<(typeof requests)[N]['result']>;

/**
 * Everything that the main process announces. Each carries the whole new state, so a missed one does no harm; a log and a
 * ledger are told in numbered pieces, and are asked for whole when they are opened.
 */
export const events = {
  'job.changed': jobSchema,
  'queue.changed': queueStateSchema,
  'log.appended': logBatchSchema,
  'ledger.changed': ledgerBatchSchema,
  'storage.changed': storageStateSchema,
  'gpus.changed': gpuStateSchema,
  'engine.changed': engineStateSchema,
  'image.changed': imageStateSchema,
  'settings.changed': settingsViewSchema,
  /** Asks the window to show something; not a state, and only sent to a window that listens. */
  'app.command': windowCommandSchema,
} as const satisfies Record<EventName, z.ZodType>;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;

/** Raised whenever the shape of a request or an event changes, so that a stale window is noticed. */
export const contractVersion = 6;

/** What travels back for a request: electron would turn a thrown error into a bare string. */
export const envelopeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: failureSchema }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;

/** What travels with an event. */
export const announcementSchema = z.object({ version: z.literal(contractVersion), payload: z.unknown() });

type Domain<N extends string> = N extends `${infer D}.${string}` ? D : never;
type Method<N extends string, D extends string> = N extends `${D}.${infer M}` ? M : never;

type Call<N extends RequestName> =
  Argument<N> extends void ? () => Promise<Envelope> : (argument: Argument<N>) => Promise<Envelope>;

/** The frozen object that the preload puts on `window`: one object a domain, no generic send. */
export type Bridge = {
  readonly [D in Domain<RequestName>]: {
    readonly [M in Method<RequestName, D>]: Call<Extract<`${D}.${M}`, RequestName>>;
  };
} & {
  readonly on: {
    readonly [N in EventName]: (listener: (announcement: unknown) => void) => () => void;
  };
  /** The path on disk of a file or folder that was dropped on the window. */
  readonly pathOf: (file: File) => string;
};
