import { z } from 'zod';

const maxLineLength = 1024 * 1024;

/** One line of the engine's progress streams (build, import, pull). */
const progressLineSchema = z.looseObject({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.looseObject({ current: z.number().optional(), total: z.number().optional() }).optional(),
  error: z.string().optional(),
});
export type ProgressLine = z.infer<typeof progressLineSchema>;

/** Reads the lines of a progress stream, as `readJson` does. */
export async function* readProgress(source: AsyncIterable<unknown>): AsyncGenerator<ProgressLine> {
  for await (const line of readJson(source)) yield progressLineSchema.parse(line);
}

/** Reads newline-delimited JSON; an overlong or unreadable line ends it with an error instead of being hidden. */
export async function* readJson(source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of source) {
    pending += chunk instanceof Uint8Array ? decoder.decode(chunk, { stream: true }) : String(chunk);
    let newline = pending.indexOf('\n');
    while (newline >= 0) {
      const line = pending.slice(0, newline).trim();
      pending = pending.slice(newline + 1);
      if (line !== '') yield JSON.parse(line);
      newline = pending.indexOf('\n');
    }
    if (pending.length > maxLineLength) throw new Error('The engine sent a line of more than 1 MiB.');
  }
  if (pending.trim() !== '') yield JSON.parse(pending);
}
