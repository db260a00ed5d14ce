import { z } from 'zod';
import { phaseSchema } from './errors.ts';

/** One line of a job's output. `seq` counts lines of the job from 0 without gaps. */
export const logLineSchema = z.object({
  seq: z.number().int(),
  /** Milliseconds since the epoch, when the app received it. */
  time: z.number(),
  phase: phaseSchema,
  stream: z.enum(['stdout', 'stderr', 'app']),
  /** Without its newline; at most `maxLineBytes` of it, the rest follows as the next line. */
  text: z.string(),
  /** The line of the same stream and phase before it was cut before its newline came, and this is what followed. */
  continues: z.boolean(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** Longest piece of output that is kept as one line, in bytes. */
export const maxLineBytes = 16 * 1024;

/** Lines that a view holds at most. */
export const logWindowLines = 5_000;

/** What a view starts from: the last lines, then appended batches with higher `seq`. */
export const logSnapshotSchema = z.object({
  lines: z.array(logLineSchema),
  /** Lines received so far; the next one has this `seq`. */
  total: z.number(),
  /** Bytes kept on disk. */
  bytes: z.number(),
  /** Bytes thrown away because the log reached its cap. */
  droppedBytes: z.number(),
});
export type LogSnapshot = z.infer<typeof logSnapshotSchema>;

/** At most 20 a second for one job. Lines that came too fast are left out: the gap shows in `seq`. */
export const logBatchSchema = logSnapshotSchema.extend({ jobId: z.string() });
export type LogBatch = z.infer<typeof logBatchSchema>;

/** Lines that one `log.read` gives at most. */
export const logPageLines = 1_000;

/** Lines `from` and the `count` after it; what the log on disk does not have is absent. */
export const logPageQuerySchema = z.object({
  jobId: z.string(),
  from: z.number().int().min(0),
  count: z.number().int().min(1).max(logPageLines),
});
export type LogPageQuery = z.infer<typeof logPageQuerySchema>;
export const logPageSchema = z.object({ lines: z.array(logLineSchema) });
export type LogPage = z.infer<typeof logPageSchema>;

/** Lines that one `log.search` names at most. */
export const searchedLines = 10_000;

/** Looks for text, in whatever case, in the whole log on disk. */
export const logSearchQuerySchema = z.object({
  jobId: z.string(),
  text: z.string().min(1).max(200),
  /** Empty for all. */
  streams: z.array(logLineSchema.shape.stream),
});
export type LogSearchQuery = z.infer<typeof logSearchQuerySchema>;
export const logSearchResultSchema = z.object({
  /** `seq` of lines that have it, ascending; at most 10,000. */
  seqs: z.array(z.number().int()),
  /** Lines that have it in all. */
  total: z.number(),
});
export type LogSearchResult = z.infer<typeof logSearchResultSchema>;
