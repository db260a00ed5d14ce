import type { ProjectFile, ProjectPage } from './project-page.ts';

/** Gives a file of a page the address that it has on the mirror. */
export type FileAddress = (file: ProjectFile) => string;

/** A project's page as JSON (PEP 691; version 1.1 where all that PEP 700 adds is known). */
export function writeJson(page: ProjectPage, addressOf: FileAddress): string {
  const complete = page.versions !== null && page.files.every(({ size }) => size !== null);
  return JSON.stringify({
    meta: { 'api-version': complete ? '1.1' : '1.0' },
    name: page.name,
    ...(page.versions === null ? {} : { versions: page.versions }),
    files: page.files.map((file) => ({
      filename: file.filename,
      url: addressOf(file),
      hashes: { sha256: file.sha256 },
      ...(file.requiresPython === null ? {} : { 'requires-python': file.requiresPython }),
      ...(file.yanked === null ? {} : { yanked: file.yanked === '' ? true : file.yanked }),
      ...(file.size === null ? {} : { size: file.size }),
      ...(file.uploadTime === null ? {} : { 'upload-time': file.uploadTime }),
      ...(file.metadataSha256 === null
        ? {}
        : {
            'core-metadata': { sha256: file.metadataSha256 },
            'dist-info-metadata': { sha256: file.metadataSha256 },
          }),
    })),
  });
}

/** A project's page as HTML (PEP 503, 592, 714). */
export function writeHtml(page: ProjectPage, addressOf: FileAddress): string {
  const links = page.files.map((file) => {
    const metadata = file.metadataSha256 === null ? null : `sha256=${file.metadataSha256}`;
    const attributes = [
      ['href', `${addressOf(file)}#sha256=${file.sha256}`],
      ['data-requires-python', file.requiresPython],
      ['data-yanked', file.yanked],
      ['data-core-metadata', metadata],
      ['data-dist-info-metadata', metadata],
    ] as const;
    const text = attributes.flatMap(([name, value]) => (value === null ? [] : [`${name}="${escapeHtml(value)}"`]));
    return `<a ${text.join(' ')}>${escapeHtml(file.filename)}</a><br>`;
  });
  return htmlDocument(`Links for ${escapeHtml(page.name)}`, links);
}

/** The list of all projects, which names none: a mirror does not say what it would have. */
export function emptyList(form: 'json' | 'html'): string {
  if (form === 'json') return JSON.stringify({ meta: { 'api-version': '1.0' }, projects: [] });
  return htmlDocument('Simple index', []);
}

function htmlDocument(title: string, lines: string[]): string {
  const head = '<meta name="pypi:repository-version" content="1.0">';
  return `<!DOCTYPE html>\n<html><head>${head}<title>${title}</title></head><body>\n${lines.join('\n')}\n</body></html>\n`;
}

const entities: Partial<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
