import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Content, digestOf, sizeOf, text } from './content.ts';
import { plain, type Route, type RouteReply, type RouteRequest } from './http-host.ts';
import type { PublishedRepository, repositorySchema } from './protocol.ts';

/** The model hub's HTTP API as far as clients use it to download, and the host of its large files. */
export interface Hub {
  /** Adds a commit to a repository's `main`. */
  publish(spec: z.output<typeof repositorySchema>): PublishedRepository;
  api: Route;
  cdn: Route;
}

interface HubFile {
  path: string;
  content: Content;
  size: number;
  /** Git's name of the blob; of the pointer, for an LFS file. */
  blob: string;
  lfs: { sha256: string; pointerSize: number; xetHash: string } | null;
}

type RepositoryType = z.output<typeof repositorySchema>['type'];

interface Repository {
  id: string;
  type: RepositoryType;
  gated: boolean;
  /** Opens it although it is gated. */
  token: string | null;
  pageSize: number;
  commits: Map<string, HubFile[]>;
  /** Branch or tag → commit. */
  refs: Map<string, string>;
}

interface Place {
  repository: Repository;
  commit: string;
  files: HubFile[];
}

export function createHub(options: { url: string; cdnUrl: string }): Hub {
  const repositories = new Map<string, Repository>();
  const large = new Map<string, HubFile>();

  const find = ({ type, id, revision }: Target, token: string | null): Place | RouteReply => {
    const repository = repositories.get(`${type} ${id}`);
    if (token !== null && !token.startsWith('hf_')) {
      return hubError(401, null, 'Invalid credentials in Authorization header');
    }
    // What does not exist looks to strangers like what they may not see.
    if (!repository) {
      if (token !== null) return hubError(404, 'RepoNotFound', 'Repository not found');
      return hubError(401, null, 'Invalid username or password.');
    }
    if (repository.gated && (token === null || token !== repository.token)) {
      return hubError(token === null ? 401 : 403, 'GatedRepo', `Access to ${type} ${id} is restricted.`);
    }
    const commit = repository.refs.get(revision) ?? revision;
    const files = repository.commits.get(commit);
    if (!files) return hubError(404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    return { repository, commit, files };
  };

  const entryOf = (place: Place, path: string): HubFile | RouteReply =>
    place.files.find((file) => file.path === path) ??
    hubError(404, 'EntryNotFound', 'Entry not found', { 'x-repo-commit': place.commit });

  const info = ({ type, id }: Target, place: Place, query: URLSearchParams): RouteReply =>
    json({
      _id: createHash('sha1').update(id).digest('hex').slice(0, 24),
      id,
      ...(type === 'model' ? { modelId: id } : {}),
      author: id.split('/')[0],
      sha: place.commit,
      createdAt: '2026-01-01T00:00:00.000Z',
      lastModified: '2026-01-01T00:00:00.000Z',
      private: false,
      gated: false,
      disabled: false,
      downloads: 0,
      likes: 0,
      tags: [],
      spaces: [],
      usedStorage: place.files.reduce((sum, { size }) => sum + size, 0),
      siblings: place.files.map((file) => ({
        rfilename: file.path,
        ...(query.has('blobs') ? { size: file.size, blobId: file.blob, ...lfsOf(file, 'sha256') } : {}),
      })),
    });

  const tree = ({ path: folder }: Target, place: Place, query: URLSearchParams, path: string): RouteReply => {
    const entries = listing(place.files, folder, query.get('recursive')?.toLowerCase() === 'true');
    if (folder && entries.length === 0) return hubError(404, 'EntryNotFound', `${folder} does not exist`);
    const start = Number(Buffer.from(query.get('cursor') ?? '', 'base64url').toString() || 0);
    const end = start + Math.min(Number(query.get('limit') ?? Number.POSITIVE_INFINITY), place.repository.pageSize);
    const next = new URL(path, options.url);
    next.search = query.toString();
    next.searchParams.set('cursor', Buffer.from(String(end)).toString('base64url'));
    return json(entries.slice(start, end), end < entries.length ? { link: `<${next.href}>; rel="next"` } : {});
  };

  const resolve = ({ type, id, revision, path }: Target, place: Place): RouteReply => {
    const file = entryOf(place, path);
    if ('status' in file) return file;
    const headers = { 'x-repo-commit': place.commit, vary: 'Origin, Accept', 'accept-ranges': 'bytes' };
    if (!file.lfs) {
      const encoded = encodePath(path);
      const marker = encodeURIComponent(
        `${type === 'dataset' ? '/datasets' : ''}/${id}/resolve/${encodeURIComponent(revision)}/${encoded}`,
      );
      const etag = encodeURIComponent(`"${file.blob}"`);
      const location = `/api/resolve-cache/${type}s/${id}/${place.commit}/${encoded}?${marker}=&etag=${etag}`;
      return plain(307, { ...headers, location });
    }
    const { sha256, xetHash } = file.lfs;
    const location = new URL(`/repos/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`, options.cdnUrl);
    location.searchParams.set('response-content-disposition', disposition(path));
    location.searchParams.set('Expires', '4102444800');
    location.searchParams.set('Signature', signatureOf(sha256));
    const auth = `<${options.url}/api/${type}s/${id}/xet-read-token/${place.commit}>; rel="xet-auth"`;
    return plain(302, {
      ...headers,
      location: location.href,
      'x-linked-size': String(file.size),
      'x-linked-etag': `"${sha256}"`,
      'x-xet-hash': xetHash,
      link: `${auth}, <${options.cdnUrl}/v1/reconstructions/${xetHash}>; rel="xet-reconstruction-info"`,
    });
  };

  const resolveCache = ({ path }: Target, place: Place): RouteReply => {
    const file = entryOf(place, path);
    if ('status' in file) return file;
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': disposition(path),
      'x-repo-commit': place.commit,
      etag: `"${file.blob}"`,
    };
    return { status: 200, headers, content: file.content, ranged: true, compressible: true };
  };

  return {
    publish(spec) {
      const files = Object.entries(spec.files).map(([path, { content, lfs }]) => hubFile(path, content, lfs));
      for (const file of files) if (file.lfs) large.set(file.lfs.sha256, file);
      const known = repositories.get(`${spec.type} ${spec.id}`);
      const parent = known?.refs.get('main') ?? '';
      const summary = files.map(({ path, blob }) => `${blob} ${path}\n`).join('');
      const commit = createHash('sha1').update(`${spec.id}\n${parent}\n${summary}`).digest('hex');
      repositories.set(`${spec.type} ${spec.id}`, {
        id: spec.id,
        type: spec.type,
        gated: spec.gated,
        token: spec.token ?? null,
        pageSize: spec.pageSize,
        commits: new Map([...(known?.commits ?? []), [commit, files]]),
        refs: new Map([...(known?.refs ?? []), ['main', commit], ...spec.tags.map((tag) => [tag, commit] as const)]),
      });
      return { commit, etags: Object.fromEntries(files.map((file) => [file.path, file.lfs?.sha256 ?? file.blob])) };
    },

    api({ path, query, headers }) {
      const { cache, tree: list, info: about, resolve: file } = matches(path);
      const target = cache ?? list ?? about ?? file;
      if (!target) return hubError(404, null, 'Sorry, we cannot find the page you are looking for.');
      const place = find(target, /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? null);
      if ('status' in place) return place;
      if (cache) return resolveCache(target, place);
      if (list) return tree(target, place, query, path);
      return about ? info(target, place, query) : resolve(target, place);
    },

    cdn({ path, query }: RouteRequest) {
      const sha256 = path.slice(path.lastIndexOf('/') + 1);
      const file = large.get(sha256);
      // A signed address of which a part is missing is as good as none.
      if (!file || query.get('Signature') !== signatureOf(sha256)) return plain(403, {});
      const headers = {
        'content-type': 'application/octet-stream',
        'content-disposition': query.get('response-content-disposition') ?? disposition(file.path),
        etag: `"${createHash('md5').update(sha256).digest('hex')}"`,
      };
      return { status: 200, headers, content: file.content, ranged: true };
    },
  };
}

interface Target {
  type: RepositoryType;
  id: string;
  revision: string;
  path: string;
}

const endpoints = {
  cache:
    /^\/api\/resolve-cache\/(?<kind>models|datasets)\/(?<id>[^/]+\/[^/]+)\/(?<revision>[0-9a-f]{40})\/(?<path>.+)$/,
  tree: /^\/api\/(?<kind>models|datasets)\/(?<id>[^/]+\/[^/]+)\/tree\/(?<revision>[^/]+)(?:\/(?<path>.*))?$/,
  info: /^\/api\/(?<kind>models|datasets)\/(?<id>[^/]+\/[^/]+)(?:\/revision\/(?<revision>[^/]+))?$/,
  resolve:
    /^\/(?:(?<kind>datasets)\/)?(?<id>(?!api\/|datasets\/)[^/]+\/[^/]+)\/resolve\/(?<revision>[^/]+)\/(?<path>.+)$/,
};

/** Which endpoint a path means. A revision may hold a slash, percent-encoded, so parts are decoded after they are split. */
function matches(path: string): { [Endpoint in keyof typeof endpoints]: Target | null } {
  const target = (pattern: RegExp): Target | null => {
    const groups = pattern.exec(path)?.groups;
    if (!groups) return null;
    const part = (name: string) => decodeURIComponent(groups[name] ?? '');
    return {
      type: groups.kind === 'datasets' ? 'dataset' : 'model',
      id: part('id'),
      revision: part('revision') || 'main',
      path: part('path'),
    };
  };
  return {
    cache: target(endpoints.cache),
    tree: target(endpoints.tree),
    info: target(endpoints.info),
    resolve: target(endpoints.resolve),
  };
}

function hubFile(path: string, content: Content, lfs: boolean): HubFile {
  const size = sizeOf(content);
  if (!lfs) return { path, content, size, blob: gitBlob(content), lfs: null };
  const sha256 = digestOf(content, 'sha256');
  const pointer = text(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`);
  const xetHash = createHash('sha256').update(`xet ${sha256}`).digest('hex');
  return { path, content, size, blob: gitBlob(pointer), lfs: { sha256, pointerSize: sizeOf(pointer), xetHash } };
}

function gitBlob(content: Content): string {
  return digestOf(content, 'sha1', `blob ${sizeOf(content)}\0`);
}

/** Entries below a folder, the folders' own among them, as the hub's file list shows them. */
function listing(files: HubFile[], folder: string, recursive: boolean): object[] {
  const prefix = folder ? `${folder.replace(/\/$/, '')}/` : '';
  const entries = new Map<string, object>();
  for (const file of files) {
    if (!file.path.startsWith(prefix)) continue;
    const names = file.path.slice(prefix.length).split('/');
    for (let depth = 1; depth < names.length; depth += 1) {
      if (!recursive && depth > 1) break;
      const path = prefix + names.slice(0, depth).join('/');
      entries.set(path, { type: 'directory', oid: gitBlob(text(path)), size: 0, path });
    }
    if (!recursive && names.length > 1) continue;
    const xet = file.lfs ? { xetHash: file.lfs.xetHash } : {};
    entries.set(file.path, {
      type: 'file',
      oid: file.blob,
      size: file.size,
      ...lfsOf(file, 'oid'),
      ...xet,
      path: file.path,
    });
  }
  return [...entries.values()];
}

/** The two lists of the API call an LFS file's hash differently. */
function lfsOf(file: HubFile, hashKey: 'oid' | 'sha256'): object {
  if (!file.lfs) return {};
  return { lfs: { [hashKey]: file.lfs.sha256, size: file.size, pointerSize: file.lfs.pointerSize } };
}

function json(value: unknown, headers: Record<string, string> = {}): RouteReply {
  const content = text(JSON.stringify(value));
  const common = { 'content-type': 'application/json; charset=utf-8', ...headers };
  return { status: 200, headers: common, content, compressible: true };
}

function hubError(
  status: number,
  code: string | null,
  message: string,
  headers: Record<string, string> = {},
): RouteReply {
  const codes = code === null ? {} : { 'x-error-code': code };
  const content = text(JSON.stringify({ error: message }));
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(sizeOf(content)),
      'x-error-message': message,
      ...codes,
      ...headers,
    },
    content,
  };
}

function signatureOf(sha256: string): string {
  return createHash('sha256').update(`signature of ${sha256}`).digest('base64url');
}

function disposition(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return `inline; filename*=UTF-8''${encodeURIComponent(name)}; filename="${name.replace(/[^\x20-\x7e]|"/g, '_')}";`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
