import { z } from 'zod';
import { maxModels, modelDeclarationSchema } from './models.ts';

export const maxScriptBytes = 4 * 1024 * 1024;
export const maxGpus = 64;
export const maxTimeoutSeconds = 30 * 86_400;

/** A path inside the job folder: relative, forward slashes, no `..`. */
const relativePath = z
  .string()
  .min(1)
  .max(500)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\:\u0000-\u001f]+$/, 'Must be a path inside the job folder.');

/** `job.json` in a job folder. Every field may be left out. */
export const jobFileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().max(1_000).optional().describe('Shown in lists. The folder name if left out.'),
  script: relativePath.default('script.py').describe('The Python script to run.'),
  requirements: z
    .union([z.array(z.string().max(500)).max(500), relativePath])
    .optional()
    .describe('Requirement lines, or the path of a requirements file. requirements.txt if left out and there.'),
  models: z
    .array(modelDeclarationSchema)
    .max(maxModels)
    .default([])
    .describe('Repositories of the model hub that the script needs; they are fetched in setup.'),
  gpus: z
    .union([
      z.number().int().min(0).max(maxGpus),
      z.strictObject({
        count: z.number().int().min(0).max(maxGpus),
        minMemoryMiB: z.number().int().min(0).default(0).describe('Least memory of each GPU, in MiB.'),
      }),
    ])
    .default(0)
    .describe('How many GPUs the job needs for itself.'),
  timeoutSeconds: z.number().int().min(1).max(maxTimeoutSeconds).optional().describe('Limit of the execution phase.'),
  description: z.string().max(10_000).optional(),
});
export type JobFile = z.infer<typeof jobFileSchema>;
