import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What process 1 of a container says of its end. */
export const reportSchema = z.object({
  reason: z.enum(['exited', 'deadline', 'space', 'stopped']),
  /** Number of the signal that ended the command, if one did. */
  signal: z.number().nullable(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMemoryBytes: z.number(),
  /** Under the folder whose space is limited; only counted to about the limit. */
  usedBytes: z.number(),
  /** Size of the disk that the folder lies on, and what is free there. */
  diskBytes: z.number(),
  diskFreeBytes: z.number(),
});
export type Report = z.infer<typeof reportSchema>;

/** A token that the job cannot know; starts with a character that hardly ever occurs in output. */
export function newReportToken(): string {
  return `\u001e${randomBytes(16).toString('hex')}`;
}

/** Splits stderr into the job's own bytes and the report at its very end. */
export interface ReportFilter {
  /** The job's own bytes among `bytes`; may hold back a few until the next call. */
  pass(bytes: Buffer): Buffer;
  /** The report and what was held back for nothing. */
  end(): { report: Report | null; rest: Buffer };
}

const maxReportBytes = 4096;

export function createReportFilter(token: string): ReportFilter {
  const marker = Buffer.from(token);
  let held = Buffer.alloc(0);

  return {
    pass(bytes) {
      const all = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
      const start = heldFrom(all, marker);
      // A job that imitates the token's first character must not make us hold everything back.
      const from = all.length - start > maxReportBytes ? all.length : start;
      held = Buffer.from(all.subarray(from));
      return all.subarray(0, from);
    },
    end() {
      if (held.length <= marker.length || !held.subarray(0, marker.length).equals(marker))
        return { report: null, rest: held };
      return { report: parseReport(held.subarray(marker.length).toString()), rest: Buffer.alloc(0) };
    },
  };
}

/** Where the marker, or what may become it, starts; the length if nowhere. */
function heldFrom(bytes: Buffer, marker: Buffer): number {
  const whole = bytes.indexOf(marker);
  if (whole >= 0) return whole;
  for (let start = Math.max(0, bytes.length - marker.length + 1); start < bytes.length; start += 1) {
    if (bytes[start] === marker[0] && marker.subarray(0, bytes.length - start).equals(bytes.subarray(start)))
      return start;
  }
  return bytes.length;
}

function parseReport(text: string): Report | null {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
