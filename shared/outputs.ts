import { z } from 'zod';
import { jobIdSchema } from './jobs.ts';

/** One output file, by its path as `jobs.outputs` lists it. */
export const outputFileSchema = z.object({ id: jobIdSchema, path: z.string().min(1).max(8192) });
export type OutputFile = z.infer<typeof outputFileSchema>;

/** Bytes of a text that are shown. */
export const previewTextBytes = 256 * 1024;
/** Bytes of the largest picture that is shown. */
export const previewImageBytes = 20 * 1024 * 1024;
/** The largest picture that is shown, in pixels: decoded, each takes four bytes. */
export const previewPixels = 50_000_000;

export const imageTypeSchema = z.enum(['png', 'jpeg', 'gif', 'webp']);
export type ImageType = z.infer<typeof imageTypeSchema>;

const shown = { bytes: z.number(), location: z.string() };

/** What can be shown of an output file; `bytes` is its size, `location` where it lies on this machine’s disk. */
export const outputPreviewSchema = z.discriminatedUnion('kind', [
  /** The first 256 KiB; what is not text in them is replaced by U+FFFD, and nothing else of them is cleaned. */
  z.object({ ...shown, kind: z.literal('text'), text: z.string(), cut: z.boolean(), damaged: z.boolean() }),
  z.object({
    ...shown,
    kind: z.literal('image'),
    type: imageTypeSchema,
    width: z.number(),
    height: z.number(),
    base64: z.base64(),
  }),
  z.object({ ...shown, kind: z.literal('none'), reason: z.enum(['binary', 'empty', 'too_large', 'too_many_pixels']) }),
]);
export type OutputPreview = z.infer<typeof outputPreviewSchema>;
