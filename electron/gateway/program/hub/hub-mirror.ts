import type { IncomingMessage, ServerResponse } from 'node:http';
import { forwarderPort, mirrorPaths } from '../../../../shared/egress.ts';
import type { FileStore } from '../cache/file-store.ts';
import type { OtherAnswer, Page, PageCache } from '../cache/page-cache.ts';
import { sendFile } from '../cache/send-file.ts';
import { createSlots, withSlot } from '../cache/slots.ts';
import { EgressError } from '../egress-error.ts';
import type { Ledger } from '../ledger.ts';
import type { Mirror } from '../server.ts';
import { cachedRequest } from '../upstream/cached-request.ts';
import { fileSource } from '../upstream/file-source.ts';
import { pageSource } from '../upstream/page-source.ts';
import { sendSentence, sendWhole } from '../upstream/send-whole.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { metadataSource, readMetadata } from './file-metadata.ts';
import { passedOn } from './passed-on.ts';
import { type HubRoute, readRoute } from './route.ts';

/** Answers of the hub's API may be large, and are in memory until their clients have taken them. */
const answersAtOnce = 8;

interface Parts {
  hubUrl: string;
  upstream: Upstream;
  files: FileStore;
  pages: PageCache;
  ledger: Pick<Ledger, 'open' | 'cached'>;
}

type FileRoute = Extract<HubRoute, { kind: 'file' }>;

/**
 * Mirrors a model hub below `/hub`, as far as its client needs it to download: what a repository is, its tree, and the
 * head and bytes of its files, each verified by the hash that the hub says. Nothing of the client's own request is sent
 * on, no token either. The handler throws EgressError.
 */
export function createHubMirror({ hubUrl, upstream, files, pages, ledger }: Parts): Mirror {
  const hub = hubUrl.replace(/\/+$/, '');
  const key = (path: string) => `hub ${hub}${path}`;

  const slots = createSlots(answersAtOnce);

  const sendApi = async (request: IncomingMessage, response: ServerResponse, route: HubRoute): Promise<void> => {
    const url = `${hub}${route.path}`;
    const load = pageSource(upstream, 'hub', url, 'application/json');
    const result = await pages.get(key(route.path), route.immutable, load);
    if (result.kind === 'other') return sendError(request, response, result.answer);
    if (result.cached) ledger.cached(cachedRequest('hub', 'GET', url));
    const link = nextPage(result.page, hub);
    const headers = { 'content-type': 'application/json; charset=utf-8', ...(link === null ? {} : { link }) };
    return sendWhole(request, response, { status: 200, headers, body: result.page.body });
  };

  const sendHubFile = async (request: IncomingMessage, response: ServerResponse, route: FileRoute): Promise<void> => {
    const { path, immutable } = route;
    const result = await pages.get(`${key(path)} metadata`, immutable, metadataSource(upstream, hub, path));
    if (result.kind === 'other') return sendError(request, response, result.answer);
    if (result.cached) ledger.cached(cachedRequest('hub', 'HEAD', `${hub}${path}`));
    const { commit, hash, size, key: file } = readMetadata(result.page);
    // The branch may move before the bytes are asked for.
    const url = `${hub}${route.pinned(commit)}`;
    return sendFile(request, response, {
      size,
      etag: hash,
      contentType: 'application/octet-stream',
      headers: { 'x-repo-commit': commit, ...(file.algorithm === 'sha256' ? linkedHeaders(hash, size) : {}) },
      async open() {
        const opened = await files.fetch(file, size, fileSource(upstream, 'hub', url));
        if (opened.cached) ledger.cached(cachedRequest('hub', 'GET', url));
        return opened;
      },
    });
  };

  const sendRefusal = (request: IncomingMessage, response: ServerResponse, status: number, sentence: string) => {
    const { method = '', url = '' } = request;
    const { verdict } = EgressError.refused('malformed', sentence);
    ledger.open({ kind: 'hub', host: '', port: 0, method, target: url }).end(verdict);
    return sendSentence(request, response, status, sentence);
  };

  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendRefusal(request, response, 405, 'The model hub mirror answers GET and HEAD.');
    }
    const route = readRoute((request.url ?? '').slice(mirrorPaths.hub.length));
    if (!route)
      return sendRefusal(request, response, 404, 'The model hub mirror serves repositories, trees and files.');
    if (route.kind === 'file') return sendHubFile(request, response, route);
    return withSlot(slots, () => sendApi(request, response, route));
  };
}

function linkedHeaders(hash: string, size: number): Record<string, string> {
  return { 'x-linked-etag': `"${hash}"`, 'x-linked-size': String(size) };
}

/** The `Link` to the next part of a listing, on the mirror; null where there is none on this hub. */
function nextPage({ link, url }: Page, hub: string): string | null {
  const address = /<([^>]{1,4000})>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  const next = address === undefined ? undefined : URL.parse(address, url)?.href;
  if (!next?.startsWith(`${hub}/`)) return null;
  const route = readRoute(next.slice(hub.length));
  return route && `<http://127.0.0.1:${forwarderPort}${mirrorPaths.hub}${route.path}>; rel="next"`;
}

/** An error of the hub in the form in which its client reads it. */
function sendError(request: IncomingMessage, response: ServerResponse, answer: OtherAnswer): Promise<void> {
  const known = passedOn(answer.headers);
  // The client takes a bare 401 for a missing repository only from an https address.
  if (answer.status === 401 && known['x-error-code'] === undefined) known['x-error-code'] = 'RepoNotFound';
  const error = known['x-error-message'] ?? `The model hub answered ${answer.status}.`;
  return sendWhole(request, response, {
    status: answer.status >= 400 && answer.status < 500 ? answer.status : 502,
    headers: { ...known, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ error })),
  });
}
