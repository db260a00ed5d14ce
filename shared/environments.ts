import { z } from 'zod';

/** One installed package, as pip reported it. */
export const lockedPackageSchema = z.object({
  name: z.string().max(200),
  version: z.string().max(200),
  /** `sha256:…` of the archive that it came from; null where pip does not know. */
  hash: z.string().max(200).nullable(),
  /** Where that archive came from: `carried` by the job, or its address at the package index. */
  origin: z.string().max(1_000),
});
export type LockedPackage = z.infer<typeof lockedPackageSchema>;

/** What an environment consists of. */
export const environmentLockSchema = z.object({
  /** Of the image that the environment belongs to. */
  imageId: z.string(),
  python: z.string().max(100),
  requirements: z.array(z.string()),
  packages: z.array(lockedPackageSchema),
  /** Findings of `pip check`, a line each: requirements of packages that are not met. */
  conflicts: z.array(z.string().max(1_000)),
});
export type EnvironmentLock = z.infer<typeof environmentLockSchema>;

export const environmentIdSchema = z.string().regex(/^[0-9a-f]{16}$/);

/** The environment that a job ran with. */
export const jobEnvironmentSchema = z.object({
  id: environmentIdSchema,
  /** Made in this job’s own setup, by another job that ran at the same time, or kept from before. */
  origin: z.enum(['built', 'shared', 'kept']),
});
export type JobEnvironment = z.infer<typeof jobEnvironmentSchema>;
