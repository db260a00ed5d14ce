import { z } from 'zod';

const namePart = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;

/** The id of a repository on the model hub: `name`, or `owner/name`. */
export const repositoryIdSchema = z
  .string()
  .refine(
    (id) => id.split('/').length <= 2 && id.split('/').every((part) => namePart.test(part)),
    'Write a repository id such as owner/name.',
  );

/** A branch, a tag, or a commit. */
const revisionSchema = z
  .string()
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!.*\/\/)[A-Za-z0-9._/-]{1,200}(?<!\/)$/,
    'Write a branch, a tag or a commit.',
  );

/** Matches paths of files as the hub’s own client does: `*` and `?` match slashes too, `[abc]` one of these. */
const patternsSchema = z
  .array(
    z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\u0000-\u001f\\]+$/, 'Write a file name pattern.'),
  )
  .max(100);

export const repositoryTypeSchema = z.enum(['model', 'dataset']);
export type RepositoryType = z.infer<typeof repositoryTypeSchema>;

/** What a job names in `job.json` or in its script’s metadata. */
export const modelDeclarationSchema = z.strictObject({
  repo: repositoryIdSchema.describe('Repository on the model hub, such as owner/name.'),
  type: repositoryTypeSchema.default('model'),
  revision: revisionSchema.default('main').describe('Branch, tag or commit.'),
  include: patternsSchema.default([]).describe('Only files that match one of these; all if empty.'),
  exclude: patternsSchema.default([]).describe('No file that matches one of these.'),
});
export type ModelDeclaration = z.infer<typeof modelDeclarationSchema>;

export const maxModels = 50;

/** A repository that a job needs: said by its buyer, or found in a call of its script. */
export const modelRequestSchema = modelDeclarationSchema.extend({ origin: z.enum(['declared', 'detected']) });
export type ModelRequest = z.infer<typeof modelRequestSchema>;

/** A file of a snapshot: `blob` is its name in the cache, the hash that the hub says. */
export const modelFileSchema = z.object({
  path: z
    .string()
    .max(1_000)
    .regex(/^(?!\/)(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\\u0000-\u001f\u007f]+$/),
  blob: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  bytes: z.number().int().nonnegative(),
});
export type ModelFile = z.infer<typeof modelFileSchema>;

export const commitSchema = z.string().regex(/^[0-9a-f]{40}$/);

/** Why a repository could not be fetched, where it is not the network’s fault. */
export const modelProblemSchema = z.enum([
  /** The hub has no such repository, or does not show it to this seller. */
  'not_found',
  /** Its terms must be accepted on the hub, and the seller’s token must be of an account that did. */
  'gated',
  /** The hub does not accept the seller’s token. */
  'token_refused',
  'revision_not_found',
  /** No file of it is wanted. */
  'no_files',
  'no_space',
  'timed_out',
  /** Egress: see the ledger. */
  'network',
]);
export type ModelProblem = z.infer<typeof modelProblemSchema>;

/** How far one repository is. `totalBytes` is null until its files are known. */
export const repositoryProgressSchema = z.object({
  repo: z.string(),
  type: repositoryTypeSchema,
  state: z.enum(['waiting', 'listing', 'fetching', 'done']),
  files: z.number(),
  filesDone: z.number(),
  bytes: z.number(),
  totalBytes: z.number().nullable(),
});
export type RepositoryProgress = z.infer<typeof repositoryProgressSchema>;

/** How far all repositories of a job are. Bytes that were there before count as fetched, but not for the rate. */
export const fetchProgressSchema = z.object({
  repositories: z.array(repositoryProgressSchema),
  /** Files under way, at most 16. */
  files: z.array(z.object({ repo: z.string(), path: z.string(), bytes: z.number(), totalBytes: z.number() })),
  bytesPerSecond: z.number(),
});
export type FetchProgress = z.infer<typeof fetchProgressSchema>;

/** What the gateway tells of the repositories that it fetches; `index` counts them as in its orders. */
export const fetchEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('fetch_progress'), progress: fetchProgressSchema }),
  /** One of the files of a repository that is complete; told before `fetched`. */
  z.object({ event: z.literal('fetched_file'), index: z.number().int(), file: modelFileSchema }),
  /** `storedBytes` is what the repository’s volume holds now, `fetchedBytes` what came from the hub for it this time. */
  z.object({
    event: z.literal('fetched'),
    index: z.number().int(),
    commit: commitSchema,
    storedBytes: z.number(),
    fetchedBytes: z.number(),
  }),
  z.object({
    event: z.literal('fetch_failed'),
    index: z.number().int(),
    problem: modelProblemSchema,
    detail: z.string().max(500),
    storedBytes: z.number(),
  }),
]);
export type FetchEvent = z.infer<typeof fetchEventSchema>;

/** A repository as a job got it; kept with the job. */
export const jobModelSchema = z.object({
  repo: z.string(),
  type: repositoryTypeSchema,
  revision: z.string(),
  commit: commitSchema,
  files: z.number(),
  bytes: z.number(),
  /** Whether anything was fetched for this job. */
  origin: z.enum(['fetched', 'kept']),
});
export type JobModel = z.infer<typeof jobModelSchema>;
