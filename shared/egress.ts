import { z } from 'zod';
import { plainProblems } from './languages/en/plain-problems.ts';
import { modelDeclarationSchema } from './models.ts';

const hostname = /^(?=.{1,253}$)(?:\*\.)?(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+$/;

const hostPattern = z
  .string()
  .regex(hostname, plainProblems.hostName)
  .refine((name) => !/^[\d.]+$/.test(name), plainProblems.hostAddress)
  .refine((name) => !name.startsWith('*.') || name.slice(2).includes('.'), plainProblems.wideWildcard);

/** An exact host name (`pypi.org`) or every name below one (`*.hf.co`), on port 443 unless a port follows (`host:8443`). */
export const allowlistEntrySchema = z
  .string()
  .trim()
  .toLowerCase()
  .superRefine((entry, context) => {
    const { pattern, port } = splitAllowlistEntry(entry);
    const problem = hostPattern.safeParse(pattern).error?.issues[0]?.message;
    if (problem) context.addIssue({ code: 'custom', message: problem });
    else if (port < 1 || port > 65_535) context.addIssue({ code: 'custom', message: plainProblems.port });
  });

/** The parts of an allowlist entry; the port is 443 where it names none. */
export function splitAllowlistEntry(entry: string): { pattern: string; port: number } {
  const port = /:(\d{1,5})$/.exec(entry);
  return port ? { pattern: entry.slice(0, port.index), port: Number(port[1]) } : { pattern: entry, port: 443 };
}

/** A host or network of the seller's own that may be reached although its address is private. */
export const exceptionSchema = z
  .string()
  .trim()
  .toLowerCase()
  .refine(
    (text) =>
      z.cidrv4().safeParse(text).success ||
      z.cidrv6().safeParse(text).success ||
      (hostname.test(text) && !/^[\d.]+$/.test(text)),
    plainProblems.exception,
  )
  .refine((text) => !text.startsWith('*.'), plainProblems.exceptionWildcard);

/** A package name, or the start of one followed by `*`, as PEP 503 normalises it. */
const packageRuleSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|(?:[a-z0-9][a-z0-9-]*)?\*)$/, plainProblems.packageRule);

const httpsUrlSchema = z
  .url({ protocol: /^https$/, error: plainProblems.https })
  .refine((text) => !/[?#@]/.test(text), plainProblems.bareUrl);

/** One package index. It is asked only for packages that one of its rules names, and only if no index before it is. */
export const packageIndexSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, plainProblems.indexName),
  url: httpsUrlSchema,
  packages: z.array(packageRuleSchema).min(1, plainProblems.noPackages).max(200),
});
export type PackageIndex = z.infer<typeof packageIndexSchema>;

/** Where an index has the page of a project (PEP 503). */
export function projectPageUrl({ url }: Pick<PackageIndex, 'url'>, project: string): string {
  return `${url.replace(/\/+$/, '')}/${project}/`;
}

export const hubUrlSchema = httpsUrlSchema;

/** What setup may reach; fixed when the job starts. */
export const egressPolicySchema = z.object({
  allowlist: z.array(z.string()),
  exceptions: z.array(z.string()),
  /** Bytes that may be sent under one allowlist entry in one setup. */
  uploadBytes: z.number(),
  /** Bytes that may be received under one allowlist entry in one setup. */
  downloadBytes: z.number(),
  indexes: z.array(packageIndexSchema),
  hubUrl: z.string(),
});
export type EgressPolicy = z.infer<typeof egressPolicySchema>;

/** All that the gateway program is given, as JSON in `orders.json` beside it. */
export const gatewayOrdersSchema = z.object({
  policy: egressPolicySchema,
  /** Addresses of the seller's machine, refused whatever a name resolves to. */
  hostAddresses: z.array(z.string()),
  /** PEM certificates trusted besides the public ones; empty for none. */
  certificates: z.string(),
  /** The cache drops what was not used for longest when it is larger at the start. */
  cacheBytes: z.number(),
  /** The program ends by itself after this time. */
  seconds: z.number(),
  /** Repositories to fetch from the model hub into the volumes that are mounted at these folders, within `fetchSeconds`. */
  models: z.array(modelDeclarationSchema.extend({ folder: z.string() })),
  fetchSeconds: z.number(),
  /** The seller’s token for the model hub, for these repositories alone; empty for none. */
  hubToken: z.string(),
});
export type GatewayOrders = z.infer<typeof gatewayOrdersSchema>;

/** Where things are inside the gateway container, and where setup finds the forwarder. */
export const gatewayPlaces = {
  /** Read-only: `gateway.mjs` and `orders.json`. */
  program: '/gateway',
  /** Holds the socket `gateway.sock`; the setup container has the same volume, read-only. */
  socketFolder: '/run/gateway',
  socket: '/run/gateway/gateway.sock',
  /** Kept from job to job; only gateways mount it. */
  cache: '/cache',
  /** One volume a repository is mounted below it; jobs see them read-only elsewhere. */
  models: '/models',
} as const;

/** The forwarder inside the setup container listens on this loopback port. */
export const forwarderPort = 3128;

/** Paths of the mirrors on the gateway. */
export const mirrorPaths = { index: '/simple/', files: '/files/', hub: '/hub' } as const;
