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
