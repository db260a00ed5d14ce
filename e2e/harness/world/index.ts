import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Content, digestOf, sizeOf, text } from './content.ts';
import { plain, type Route, type RouteReply } from './http-host.ts';
import { type Distribution, distributions, normalisedName } from './packages.ts';
import type { PublishedFile, packageSchema } from './protocol.ts';

/** A package index (PEP 503, 658, 691, 700) and the host of its files. */
export interface PackageIndex {
  publish(release: z.output<typeof packageSchema>): Promise<PublishedFile[]>;
  pages: Route;
  files: Route;
}

export interface IndexOptions {
  /** Address of the project list, such as `https://pypi.test/simple/`. */
  url: string;
  /** What the links to files start with: an address on another host, or a path on the same one. */
  files: string;
  /** Serves JSON too, to clients that ask for it. */
  json: boolean;
}

/** A file on a project's page. */
export interface PageFile {
  file: string;
  href: string;
  sha256: string;
  size: number;
  version: string;
  requiresPython: string | undefined;
  yanked: string | undefined;
  metadataSha256: string | null;
}

export function createPackageIndex(options: IndexOptions): PackageIndex {
  const projects = new Map<string, PageFile[]>();
  const stored = new Map<string, Content>();
  const root = new URL(options.url).pathname;
  const filesUrl = new URL(options.files, options.url);

  const store = (release: z.output<typeof packageSchema>, { file, content, metadata }: Distribution): PageFile => {
    const sha256 = digestOf(content, 'sha256');
    const place = `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256.slice(4)}/${file}`;
    stored.set(`${filesUrl.pathname}${place}`, content);
    if (metadata !== null) stored.set(`${filesUrl.pathname}${place}.metadata`, text(metadata));
    return {
      file,
      href: `${options.files}${place}`,
      sha256,
      size: sizeOf(content),
      version: release.version,
      requiresPython: release.requiresPython,
      yanked: release.yanked,
      metadataSha256: metadata === null ? null : digestOf(text(metadata), 'sha256'),
    };
  };

  return {
    async publish(release) {
      const files = (await distributions(release)).map((distribution) => store(release, distribution));
      const name = normalisedName(release.name);
      const others = (projects.get(name) ?? []).filter((known) => files.every(({ file }) => file !== known.file));
      projects.set(name, [...others, ...files]);
      return files.map(({ file, href, sha256, size }) => ({
        file,
        url: new URL(href, options.url).href,
        sha256,
        size,
      }));
    },

    pages({ path, headers }) {
      if (!path.startsWith(root)) return plain(404, {});
      const asked = decodeURIComponent(path.slice(root.length));
      const name = normalisedName(asked.replace(/\/$/, ''));
      if (asked && asked !== `${name}/`) return plain(301, { location: `${root}${name}/` });
      const format = chooseFormat(headers.accept, options.json);
      if (!format) return plain(406, {});
      if (!asked) return page(format, listPage([...projects.keys()], root, format));
      const files = projects.get(name);
      return files ? page(format, projectPage(name, files, format)) : plain(404, {});
    },

    files({ path }) {
      const content = stored.get(decodeURIComponent(path));
      if (!content) return plain(404, {});
      const headers = {
        'content-type': 'application/octet-stream',
        'cache-control': 'max-age=365000000, immutable, public',
        etag: `"${createHash('md5').update(path).digest('hex')}"`,
      };
      return { status: 200, headers, content, ranged: true };
    },
  };
}

const formats = ['application/vnd.pypi.simple.v1+json', 'application/vnd.pypi.simple.v1+html', 'text/html'] as const;
type Format = (typeof formats)[number];

/** The format that an `Accept` header prefers, `text/html` where it says nothing; null where it wants none of them. */
export function chooseFormat(accept: string | undefined, json: boolean): Format | null {
  const offers = json ? formats : (['text/html'] as const);
  const wanted = (accept || 'text/html').split(',').map((item) => {
    const [type = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { type: type.replace('.latest+', '.v1+'), quality: quality ? Number(quality.slice(2)) : 1 };
  });
  // HTML first among equals, as an index from before JSON would answer.
  const ranked = [...offers].reverse().map((format) => {
    const exact = wanted.find(({ type }) => type === format);
    const [major] = format.split('/');
    const any = wanted.find(({ type }) => type === `${major}/*`) ?? wanted.find(({ type }) => type === '*/*');
    return { format, quality: (exact ?? any)?.quality ?? 0 };
  });
  const best = ranked.reduce((one, other) => (other.quality > one.quality ? other : one));
  return best.quality > 0 ? best.format : null;
}

function page(format: Format, body: string): RouteReply {
  const headers = {
    'content-type': format === 'text/html' ? 'text/html; charset=utf-8' : format,
    'cache-control': 'max-age=600, public',
    vary: 'Accept, Accept-Encoding',
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
  };
  return { status: 200, headers, content: text(body), compressible: true };
}

function listPage(names: string[], root: string, format: Format): string {
  if (format === 'application/vnd.pypi.simple.v1+json') {
    return JSON.stringify({ meta: { 'api-version': '1.1' }, projects: names.map((name) => ({ name })) });
  }
  return htmlPage('Simple index', names.map((name) => `<a href="${root}${name}/">${name}</a>`).join('\n'));
}

/** The page of one project. */
export function projectPage(name: string, files: PageFile[], format: Format): string {
  if (format !== 'application/vnd.pypi.simple.v1+json') {
    return htmlPage(`Links for ${name}`, files.map((file) => `${anchor(file)}<br />`).join('\n'));
  }
  return JSON.stringify({
    meta: { 'api-version': '1.1', '_last-serial': 1 },
    name,
    versions: [...new Set(files.map(({ version }) => version))],
    files: files.map((file) => {
      const metadata = file.metadataSha256 === null ? false : { sha256: file.metadataSha256 };
      return {
        filename: file.file,
        url: file.href,
        hashes: { sha256: file.sha256 },
        size: file.size,
        'requires-python': file.requiresPython ?? null,
        // An index says `true` where a release was withdrawn without a reason.
        yanked: file.yanked === undefined ? false : file.yanked || true,
        'core-metadata': metadata,
        'data-dist-info-metadata': metadata,
        'upload-time': '2026-01-01T00:00:00.000000Z',
      };
    }),
  });
}

function htmlPage(title: string, body: string): string {
  const head = `<meta name="pypi:repository-version" content="1.1">\n<title>${title}</title>`;
  return `<!DOCTYPE html>\n<html>\n<head>\n${head}\n</head>\n<body>\n<h1>${title}</h1>\n${body}\n</body>\n</html>\n`;
}

function anchor(file: PageFile): string {
  const attributes = [
    `href="${escapeHtml(file.href)}#sha256=${file.sha256}"`,
    ...(file.requiresPython === undefined ? [] : [`data-requires-python="${escapeHtml(file.requiresPython)}"`]),
    ...(file.yanked === undefined ? [] : [`data-yanked="${escapeHtml(file.yanked)}"`]),
    ...(file.metadataSha256 === null
      ? []
      : [
          `data-dist-info-metadata="sha256=${file.metadataSha256}"`,
          `data-core-metadata="sha256=${file.metadataSha256}"`,
        ]),
  ];
  return `<a ${attributes.join(' ')}>${escapeHtml(file.file)}</a>`;
}

function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
