import { z } from 'zod';
import { saidSchema } from './errors.ts';
import { problemSchema } from './setting-problems.ts';

/** What importing a file of settings would do. Paths are dotted, as in `SettingsView.locked`; nothing is changed yet. */
export const importPreviewSchema = z.object({
  /** Name of the file, without its folder. */
  file: z.string(),
  /** Settings that get another value; each has been checked. */
  changes: z.array(z.object({ path: z.string(), from: z.unknown(), to: z.unknown() })),
  /** How many settings of the file have their value already. */
  unchanged: z.number().int(),
  /** What is not taken over. A path is as the file has it, so it may be anything; a value that is not valid has its `problem`. */
  refused: z.array(
    z.object({ path: z.string(), reason: z.string(), said: saidSchema.optional(), problem: problemSchema.optional() }),
  ),
  /** What a variable of the environment decides, so that the file cannot. */
  locked: z.array(z.object({ path: z.string(), variable: z.string() })),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;
