import type { IncomingMessage, ServerResponse } from 'node:http';
import { mirrorPaths, type PackageIndex, projectPageUrl } from '../../../../shared/egress.ts';
import type { FileStore, FollowedFile } from '../cache/file-store.ts';
import type { PageCache } from '../cache/page-cache.ts';
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
import { pageForm } from './accept.ts';
import { createFetchAhead } from './fetch-ahead.ts';
import { indexFor, normaliseName } from './names.ts';
import { createParsedPages } from './parsed-pages.ts';
import type { ProjectFile, ProjectPage } from './project-page.ts';
import { readPage } from './read-page.ts';
import { emptyList, writeHtml, writeJson } from './write-page.ts';

const accept = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/** Pages may be large, and are in memory until their clients have taken them. */
const pagesAtOnce = 8;

interface FoundFile {
  project: string;
  url: string;
  /** sha256 */
  hex: string;
  size: number | null;
  /** The wheel whose metadata this is. */
  wheel?: FoundFile;
}

interface Parts {
  indexes: PackageIndex[];
  upstream: Upstream;
  files: FileStore;
  pages: PageCache;
  ledger: Pick<Ledger, 'open' | 'cached'>;
}

/**
 * Mirrors package indexes: `/simple/NAME/` as PEP 503 and 691 say, and the files that its pages name under
 * `/files/INDEX/NAME/SHA256/FILENAME` (with `.metadata` for a wheel's metadata). No file is served that does not have the
 * sha256 that its page says. The handler throws EgressError.
 */
export function createIndexMirror({ indexes, upstream, files, pages, ledger }: Parts): Mirror {
  const parsed = createParsedPages();

  const slots = createSlots(pagesAtOnce);

  const record = (request: IncomingMessage, error: EgressError): EgressError => {
    const { method = '', url = '' } = request;
    ledger.open({ kind: 'index', host: '', port: 0, method, target: url }).end(error.verdict);
    return error;
  };

  const sendMissing = (request: IncomingMessage, response: ServerResponse, sentence: string): Promise<void> => {
    record(request, EgressError.refused('malformed', sentence));
    return sendSentence(request, response, 404, sentence);
  };

  const sendPage = async (request: IncomingMessage, response: ServerResponse, project: string): Promise<void> => {
    const index = indexFor(indexes, project);
    if (!index) {
      const detail = `No package index of the settings has a rule for “${project}”.`;
      throw record(request, EgressError.refused('no_index', detail));
    }
    const url = projectPageUrl(index, project);
    const result = await pages.get(pageKey(url), false, pageSource(upstream, 'index', url, accept));
    if (result.kind === 'other') {
      const { status } = result.answer;
      const sentence = `The index “${index.name}” answered ${status} for “${project}”.`;
      return sendSentence(request, response, passedOn(status), sentence);
    }
    if (result.cached) ledger.cached(cachedRequest('index', 'GET', url));
    const page = readPage(result.page, project);
    parsed.set(pageKey(url), page);
    const { form, contentType } = pageForm(request.headers.accept);
    const addressOf = (file: ProjectFile) => fileAddress(index, project, file);
    const text = form === 'json' ? writeJson(page, addressOf) : writeHtml(page, addressOf);
    return sendText(request, response, contentType, text);
  };

  const sendSimple = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    if (path === '') {
      const { form, contentType } = pageForm(request.headers.accept);
      return sendText(request, response, contentType, emptyList(form));
    }
    const project = normaliseName(decode(path.endsWith('/') ? path.slice(0, -1) : path));
    if (project === null) return sendMissing(request, response, 'This is not the name of a project.');
    if (path !== `${project}/`) return redirect(request, response, `${mirrorPaths.index}${project}/`);
    return withSlot(slots, () => sendPage(request, response, project));
  };

  const readKept = (key: string, project: string): Promise<ProjectPage | null> =>
    withSlot(slots, async () => {
      const kept = await pages.kept(key);
      return kept && readPage(kept, project);
    });

  const findFile = async (path: string): Promise<FoundFile | null> => {
    const [indexName, project = '', sha256 = '', name = '', ...rest] = path.split('/').map(decode);
    const index = indexes.find((one) => one.name === indexName);
    if (!index || normaliseName(project) !== project || rest.length > 0) return null;
    const key = pageKey(projectPageUrl(index, project));
    const page = parsed.get(key) ?? (await readKept(key, project));
    if (page) parsed.set(key, page);
    const filename = name.replace(/\.metadata$/, '');
    const file = page?.files.find((one) => one.sha256 === sha256 && one.filename === filename);
    if (!file) return null;
    const wheel = { project, url: file.url, hex: file.sha256, size: file.size };
    if (filename === name) return wheel;
    const hex = file.metadataSha256;
    return hex === null ? null : { project, url: metadataUrl(file.url), hex, size: null, wheel };
  };

  const fetchFile = ({ url, hex, size }: FoundFile): Promise<FollowedFile> =>
    files.fetch({ algorithm: 'sha256', hex }, size, fileSource(upstream, 'index', url));

  const ahead = createFetchAhead(fetchFile);

  const sendProjectFile = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const found = await findFile(path);
    if (!found) return sendMissing(request, response, 'No page of an index has named this file.');
    const { url, hex, size, wheel } = found;
    if (wheel && request.method === 'GET') ahead.expect(wheel);
    return sendFile(request, response, {
      size,
      etag: hex,
      contentType: 'application/octet-stream',
      async open() {
        const file = await fetchFile(found);
        if (file.cached && !ahead.hasBrought(hex)) ledger.cached(cachedRequest('index', 'GET', url));
        return file;
      },
    });
  };

  return async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const sentence = 'The package index mirror answers GET and HEAD.';
      record(request, EgressError.refused('malformed', sentence));
      return sendSentence(request, response, 405, sentence);
    }
    if (path.startsWith(mirrorPaths.index)) return sendSimple(request, response, path.slice(mirrorPaths.index.length));
    return sendProjectFile(request, response, path.slice(mirrorPaths.files.length));
  };
}

/** A client that is told 401 would ask somebody for a password, which the mirror would not pass on. */
function passedOn(status: number): number {
  if (status === 401) return 403;
  return status >= 400 && status < 500 ? status : 502;
}

function pageKey(url: string): string {
  return `index ${url}`;
}

function fileAddress(index: PackageIndex, project: string, { sha256, filename }: ProjectFile): string {
  return `${mirrorPaths.files}${index.name}/${project}/${sha256}/${encodeURIComponent(filename)}`;
}

/** The metadata file stands beside the file; a query, if there is one, stays behind the path. */
function metadataUrl(url: string): string {
  const beside = new URL(url);
  beside.pathname += '.metadata';
  return beside.href;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

function redirect(request: IncomingMessage, response: ServerResponse, location: string): Promise<void> {
  return sendWhole(request, response, { status: 301, headers: { location }, body: Buffer.alloc(0) });
}

function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  contentType: string,
  text: string,
): Promise<void> {
  const headers = { 'content-type': contentType, vary: 'Accept' };
  return sendWhole(request, response, { status: 200, headers, body: Buffer.from(text) });
}
