import { Parser } from 'htmlparser2';
import { z } from 'zod';
import type { Page } from '../cache/page-cache.ts';
import { EgressError } from '../egress-error.ts';
import { checkFile, type ListedFile, type ProjectFile, type ProjectPage } from './project-page.ts';

const hashesSchema = z.looseObject({ sha256: z.string().optional() });
const metadataSchema = z.union([z.boolean(), hashesSchema]).optional().catch(undefined);

const jsonFileSchema = z.object({
  filename: z.string(),
  url: z.string(),
  hashes: hashesSchema,
  'requires-python': z.string().nullish(),
  yanked: z.union([z.boolean(), z.string()]).optional(),
  size: z.number().int().nonnegative().nullish(),
  'upload-time': z.string().nullish(),
  'core-metadata': metadataSchema,
  'dist-info-metadata': metadataSchema,
});

const jsonPageSchema = z.object({
  meta: z.object({ 'api-version': z.string() }),
  name: z.string(),
  versions: z.array(z.string()).optional(),
  files: z.array(z.unknown()),
});

/**
 * Reads an index's page of one project, JSON (PEP 691) or HTML (PEP 503).
 * @throws EgressError upstream_error for what is neither, or of a version that is not known
 */
export function readPage(page: Page, name: string): ProjectPage {
  const type = (page.contentType.split(';')[0] ?? '').trim().toLowerCase();
  return type.endsWith('json') ? readJson(page, name) : readHtml(page, name);
}

function readJson({ body, url }: Page, name: string): ProjectPage {
  const parsed = jsonPageSchema.safeParse(parseJson(body, url));
  if (!parsed.success) throw unreadable(url);
  checkVersion(parsed.data.meta['api-version'], url);
  const files = parsed.data.files.flatMap((value): ProjectFile[] => {
    const file = jsonFileSchema.safeParse(value).data;
    const checked = file && checkFile(fromJson(file, url));
    return checked ? [checked] : [];
  });
  return { name, versions: parsed.data.versions ?? null, files };
}

function fromJson(file: z.infer<typeof jsonFileSchema>, base: string): ListedFile {
  const metadata = file['core-metadata'] ?? file['dist-info-metadata'];
  const { yanked = false } = file;
  return {
    filename: file.filename,
    url: absolute(file.url, base),
    sha256: file.hashes.sha256 ?? null,
    size: file.size ?? null,
    requiresPython: file['requires-python'] ?? null,
    yanked: yanked === true ? '' : yanked || null,
    uploadTime: file['upload-time'] ?? null,
    metadataSha256: typeof metadata === 'object' ? (metadata.sha256 ?? null) : null,
  };
}

function readHtml({ body, url }: Page, name: string): ProjectPage {
  const files: ProjectFile[] = [];
  let base = url;
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === 'base' && attributes.href !== undefined) base = absolute(attributes.href, url);
      if (tag === 'meta' && attributes.name === 'pypi:repository-version') checkVersion(attributes.content ?? '', url);
      if (tag !== 'a' || attributes.href === undefined) return;
      const checked = checkFile(fromAnchor(attributes, attributes.href, base));
      if (checked) files.push(checked);
    },
  });
  parser.end(body.toString());
  return { name, versions: null, files };
}

function fromAnchor(attributes: Record<string, string>, href: string, base: string): ListedFile {
  const url = absolute(href, base);
  const metadata = attributes['data-core-metadata'] ?? attributes['data-dist-info-metadata'];
  return {
    filename: lastSegment(url),
    url,
    sha256: hashIn(URL.parse(url)?.hash.slice(1)),
    size: null,
    requiresPython: attributes['data-requires-python'] ?? null,
    yanked: attributes['data-yanked'] ?? null,
    uploadTime: null,
    metadataSha256: hashIn(metadata),
  };
}

function hashIn(text: string | undefined): string | null {
  return /(?:^|&)sha256=([0-9a-f]{64})(?:&|$)/i.exec(text ?? '')?.[1] ?? null;
}

function lastSegment(url: string): string {
  try {
    return decodeURIComponent(URL.parse(url)?.pathname.split('/').at(-1) ?? '');
  } catch {
    return '';
  }
}

function absolute(link: string, base: string): string {
  return URL.parse(link, base)?.href ?? '';
}

function checkVersion(version: string, url: string): void {
  if (/^1\.\d+$/.test(version)) return;
  const host = new URL(url).hostname;
  throw EgressError.failed('upstream_error', `${host} has pages of version “${version.slice(0, 20)}”; 1.x is known.`);
}

function parseJson(body: Buffer, url: string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw unreadable(url);
  }
}

function unreadable(url: string): EgressError {
  return EgressError.failed(
    'upstream_error',
    `${new URL(url).hostname} sent a page that is not one of a package index.`,
  );
}
