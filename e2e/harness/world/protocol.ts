import { z } from 'zod';
import { contentSchema } from './content.ts';

/** What the test and the world's process say to each other. Each command has its argument's and its result's schema. */

const nothing = z.void();

/** One answer of the DNS server: the addresses for A and for AAAA queries. */
const dnsStepSchema = z.object({
  a: z.array(z.ipv4()).optional(),
  aaaa: z.array(z.ipv6()).optional(),
});
export type DnsStep = z.infer<typeof dnsStepSchema>;

const dnsScriptSchema = z.discriminatedUnion('kind', [
  /** The first query of a type gets the first step, and so on; the last step repeats. */
  z.object({ kind: z.literal('addresses'), steps: z.array(dnsStepSchema).min(1) }),
  z.object({ kind: z.literal('silent') }),
  z.object({ kind: z.literal('server_failure') }),
]);
export type DnsScript = z.infer<typeof dnsScriptSchema>;

const dnsQuerySchema = z.object({ name: z.string(), type: z.string(), from: z.string() });
export type DnsQuery = z.infer<typeof dnsQuerySchema>;

const faultSchema = z.discriminatedUnion('kind', [
  /** The connection is reset instead of an answer. */
  z.object({ kind: z.literal('reset') }),
  /** The request is read and never answered. */
  z.object({ kind: z.literal('silent') }),
  z.object({ kind: z.literal('slow'), bytesPerSecond: z.number().positive() }),
  /** The connection ends after so many bytes of the body, though the head announced them all. */
  z.object({ kind: z.literal('cut'), afterBytes: z.int().min(0) }),
  /** A body of the right length in which the first byte is another one. */
  z.object({ kind: z.literal('corrupt') }),
  z.object({ kind: z.literal('status'), status: z.int().min(200).max(599) }),
  z.object({ kind: z.literal('redirect'), location: z.string() }),
  /** The body never ends: the right one, then spaces for as long as somebody reads. */
  z.object({ kind: z.literal('endless') }),
]);
export type Fault = z.infer<typeof faultSchema>;

const faultRuleSchema = z.object({
  host: z.string(),
  /** Applies where the path with its query matches; the default is every path. */
  path: z.instanceof(RegExp).default(/^/),
  /** Applies to so many requests; the default is all of them. */
  times: z.int().min(1).optional(),
  fault: faultSchema,
});
export type FaultRule = z.input<typeof faultRuleSchema>;
export type ParsedFaultRule = z.output<typeof faultRuleSchema>;

const requestRecordSchema = z.object({
  method: z.string(),
  /** With its query, as sent. */
  path: z.string(),
  /** Lower-case names; `headers.range` is the range asked for. */
  headers: z.record(z.string(), z.string()),
  /** Bytes of the request's body that have arrived. */
  received: z.number(),
  /** Null until there is an answer. */
  status: z.number().nullable(),
  /** Bytes of the answer's body that were sent. */
  sent: z.number(),
  /** The whole answer was sent. */
  complete: z.boolean(),
});
export type RequestRecord = z.infer<typeof requestRecordSchema>;

const connectionSchema = z.object({
  /** Client's address. */
  from: z.string(),
  /** The server name in the client's TLS hello; null before the handshake is done, or without one. */
  serverName: z.string().nullable(),
  /** Bytes of the TCP stream, TLS included, that the client sent and that were sent to it. */
  up: z.number(),
  down: z.number(),
  open: z.boolean(),
});
export type ConnectionRecord = z.infer<typeof connectionSchema>;

const portSchema = z.int().min(1).max(65_535);

const hostSchema = z.object({
  /** The world's certificate covers its own hosts and every name below `hosts.test`. */
  name: z.string().regex(/^[a-z0-9-]+\.hosts\.test$/),
  address: z.ipv4(),
  port: portSchema.default(443),
});
export type HostSpec = z.input<typeof hostSchema>;

const canarySchema = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: z.union([z.ipv4(), z.ipv6()]),
  port: portSchema,
});
export type CanarySpec = z.infer<typeof canarySchema>;

const contactSchema = canarySchema.extend({ from: z.string(), bytes: z.number() });
export type Contact = z.infer<typeof contactSchema>;

const packageFileSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('wheel'),
    /** Python, ABI and platform tags. */
    tag: z.string().default('py3-none-any'),
    /** Further files in it: path → content. */
    files: z.record(z.string(), contentSchema).default({}),
  }),
  z.object({
    kind: z.literal('sdist'),
    /** Python code that runs when it is built. */
    duringBuild: z.string().default(''),
  }),
]);

export const packageSchema = z.object({
  /** Which index has it: `pypi` serves JSON and HTML with files on another host, `torch` HTML with files beside it. */
  index: z.enum(['pypi', 'torch']).default('pypi'),
  name: z.string(),
  version: z.string().default('1.0'),
  files: z.array(packageFileSchema).default([{ kind: 'wheel', tag: 'py3-none-any', files: {} }]),
  /** `Requires-Dist` lines. */
  requires: z.array(z.string()).default([]),
  /** Extra → what it requires. */
  extras: z.record(z.string(), z.array(z.string())).default({}),
  requiresPython: z.string().optional(),
  /** The reason, which may be empty; absent for a release that was not withdrawn. */
  yanked: z.string().optional(),
});
export type PackageSpec = z.input<typeof packageSchema>;

const publishedFileSchema = z.object({ file: z.string(), url: z.string(), sha256: z.string(), size: z.number() });
export type PublishedFile = z.infer<typeof publishedFileSchema>;

export const repositorySchema = z.object({
  /** `owner/name`. */
  id: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** Path → content. */
  files: z.record(z.string(), z.object({ content: contentSchema, lfs: z.boolean().default(false) })),
  /** Tags that shall name this commit; `main` always does. */
  tags: z.array(z.string()).default([]),
  type: z.enum(['model', 'dataset']).default('model'),
  gated: z.boolean().default(false),
  /** The token of the account that has accepted the terms of a gated one. Every other `hf_…` is of one that has not. */
  token: z.string().startsWith('hf_').optional(),
  /** Entries on one page of the file list. */
  pageSize: z.int().min(1).default(1_000),
});
export type RepositorySpec = z.input<typeof repositorySchema>;

const publishedRepositorySchema = z.object({
  commit: z.string(),
  /** Path → SHA-256 of an LFS file, git blob SHA-1 of any other. */
  etags: z.record(z.string(), z.string()),
});
export type PublishedRepository = z.infer<typeof publishedRepositorySchema>;

const schemas = {
  certificates: { args: nothing, result: z.string() },
  scriptDns: { args: z.object({ name: z.string(), script: dnsScriptSchema }), result: nothing },
  dnsQueries: { args: nothing, result: z.array(dnsQuerySchema) },
  openHost: { args: hostSchema, result: nothing },
  switchHosts: { args: z.object({ names: z.array(z.string()), on: z.boolean() }), result: nothing },
  connections: { args: z.object({ host: z.string() }), result: z.array(connectionSchema) },
  requests: { args: z.object({ host: z.string() }), result: z.array(requestRecordSchema) },
  addFault: { args: faultRuleSchema, result: nothing },
  clearFaults: { args: nothing, result: nothing },
  publishPackage: { args: packageSchema, result: z.array(publishedFileSchema) },
  publishRepository: { args: repositorySchema, result: publishedRepositorySchema },
  openCanary: { args: canarySchema, result: nothing },
  contacts: { args: nothing, result: z.array(contactSchema) },
  reset: { args: nothing, result: nothing },
};

export type CommandName = keyof typeof schemas;
export type ArgsOf = { [K in CommandName]: z.input<(typeof schemas)[K]['args']> };
export type ParsedArgsOf = { [K in CommandName]: z.output<(typeof schemas)[K]['args']> };
export type ResultOf = { [K in CommandName]: z.output<(typeof schemas)[K]['result']> };

export const commands: {
  [K in CommandName]: { args: z.ZodType<ParsedArgsOf[K]>; result: z.ZodType<ResultOf[K]> };
} = schemas;

export const requestSchema = z.object({
  id: z.int(),
  command: z.custom<CommandName>((name) => typeof name === 'string' && Object.hasOwn(schemas, name)),
  args: z.unknown(),
});

export const replySchema = z.discriminatedUnion('kind', [
  /** Sent once, when the world's default hosts serve. */
  z.object({ kind: z.literal('ready') }),
  /** Sent once instead of `ready`. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
  z.object({ kind: z.literal('result'), id: z.int(), result: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.int(), message: z.string() }),
]);
export type Reply = z.infer<typeof replySchema>;
