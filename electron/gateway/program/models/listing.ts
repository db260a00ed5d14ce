import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { commitSchema, type ModelDeclaration, type ModelFile, modelFileSchema } from '../../../../shared/models.ts';
import { EgressError } from '../egress-error.ts';
import { readWhole } from '../upstream/read-whole.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { HubRepository } from './hub-repository.ts';
import { ModelError } from './model-error.ts';
import { patiently } from './patience.ts';
import { createPathFilter } from './patterns.ts';

const maxFiles = 50_000;
const maxFileBytes = 2 ** 41;
/** All wanted paths of one repository are in memory until it is fetched. */
const maxPathCharacters = 8_000_000;
const maxPageMebibytes = 16;

const infoSchema = z.object({ sha: commitSchema });
const treeSchema = z.array(
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('file'),
      path: z.string(),
      oid: z.string(),
      size: z.number(),
      lfs: z.object({ oid: z.string(), size: z.number() }).nullish(),
    }),
    z.object({ type: z.literal('directory') }),
  ]),
);

/** The files of a repository at one commit. */
export interface Listing {
  commit: string;
  files: ModelFile[];
}

interface Page {
  value: unknown;
  next: string | null;
}

/**
 * Asks the hub what commit a revision is and which files it has, of those that are wanted.
 * @throws ModelError not_found, gated, token_refused, revision_not_found, no_files; network where a file's name is unsafe.
 *   EgressError what `Upstream.request` throws; upstream_error, too_large
 */
export async function listRepository(
  { upstream, hub, signal }: { upstream: Upstream; hub: HubRepository; signal: AbortSignal },
  { repo, revision, include, exclude }: ModelDeclaration,
): Promise<Listing> {
  const ask = (url: string): Promise<Page> => patiently(signal, () => askOnce(upstream, hub, url, signal));
  const isWanted = createPathFilter({ include, exclude });
  const files: ModelFile[] = [];
  let characters = 0;

  const take = (entry: z.output<typeof treeSchema>[number]): void => {
    if (entry.type === 'directory' || !isWanted(entry.path)) return;
    const { path, oid, size, lfs } = entry;
    const file = modelFileSchema.safeParse({ path, blob: lfs?.oid ?? oid, bytes: lfs?.size ?? size });
    // What is no Unicode text cannot be asked for.
    if (!file.success || !path.isWellFormed() || file.data.bytes > maxFileBytes) {
      throw new ModelError('network', `${repo} has a file that cannot be stored: ${JSON.stringify(path)}.`);
    }
    characters += path.length;
    if (files.length === maxFiles || characters > maxPathCharacters) throw tooMany(repo);
    files.push(file.data);
  };

  const info = await ask(hub.revisionUrl(revision));
  const { sha: commit } = parse(infoSchema, info.value, hub.revisionUrl(revision));
  let next: string | null = hub.treeUrl(commit);
  while (next !== null) {
    const page: Page = await ask(next);
    for (const entry of parse(treeSchema, page.value, next)) take(entry);
    if (page.next === next) throw unreadable(next);
    next = page.next;
    await turn();
  }
  if (files.length === 0) throw new ModelError('no_files', `${repo} has no file that is wanted.`);
  return { commit, files };
}

async function askOnce(upstream: Upstream, hub: HubRepository, url: string, signal: AbortSignal): Promise<Page> {
  const headers = { accept: 'application/json' };
  const response = await upstream.request({ kind: 'hub', method: 'GET', url, headers, signal });
  try {
    if (response.status !== 200) throw hub.refusal(response, 'a list of files');
    const body = await readWhole(response, maxPageMebibytes);
    response.finish();
    return { value: readJson(body, url), next: nextPage(response.headers.link, response.url, hub) };
  } catch (error) {
    response.finish(error instanceof EgressError ? error : undefined);
    throw error;
  }
}

function readJson(body: Buffer, url: string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw unreadable(url);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, url: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw unreadable(url);
  return result.data;
}

/** Where the list goes on: on the same hub, where the token may go. */
function nextPage(link: string | string[] | undefined, from: string, hub: HubRepository): string | null {
  const address = /<([^>]{1,4000})>\s*;\s*rel="?next"?/.exec([link].flat().join(', '))?.[1];
  const next = address === undefined ? null : URL.parse(address, from);
  if (next && !hub.isOnHub(next.href)) throw unreadable(from);
  return next?.href ?? null;
}

function unreadable(url: string): ModelError {
  return new ModelError('network', `${new URL(url).hostname} answered something that is not a list of files.`);
}

function tooMany(repo: string): ModelError {
  return new ModelError(
    'network',
    `${repo} has more than ${maxFiles} files, or too long names: name the files you need.`,
  );
}
