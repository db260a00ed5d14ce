import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { AppError } from '../../shared/errors.ts';
import { sentence } from '../../shared/languages/sentence.ts';
import { jobUser } from './hardening.ts';

/**
 * A file, a symbolic link where `link` says what it leads to, or a folder where `path` ends with a slash; absolute, owned by
 * root unless said.
 */
export interface ArchiveEntry {
  path: string;
  content?: string | Buffer;
  link?: string;
  mode: number;
  owner?: { uid: number; gid: number };
}

/** What goes into a job's volumes. */
export interface Content {
  /** Holds `inputs/` and, where the job carries wheels, `wheels/`. */
  folder: string;
  requirements: string[];
  /** The in-container helper programs. */
  helpersFolder: string;
}

/**
 * A tar archive to unpack at `/` of a container that has the volumes mounted: the job's files under `/job`, owned by
 * root, and the folder that the job's user may write. Files are streamed, one at a time.
 */
export function packContent(content: Content, onProgress: (bytes: number) => void): Readable {
  return packed((pack) => fill(pack, content, onProgress));
}

/** A tar archive of these entries to unpack at `/`. */
export function packEntries(entries: readonly ArchiveEntry[]): Readable {
  return packed(async (pack) => {
    for (const { path: place, content, link, mode, owner } of entries) {
      const header = { name: place.slice(1), mode, ...owner };
      if (link !== undefined) pack.entry({ ...header, type: 'symlink', linkname: link });
      else if (content !== undefined) pack.entry(header, content);
      else pack.entry({ ...header, type: 'directory' });
    }
  });
}

function packed(fillPack: (pack: tar.Pack) => Promise<void>): Readable {
  const pack = tar.pack();
  fillPack(pack).then(
    () => pack.finalize(),
    (error) => pack.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(pack, { objectMode: false });
}

async function fill(pack: tar.Pack, content: Content, onProgress: (bytes: number) => void): Promise<void> {
  pack.entry({ name: 'outputs/', type: 'directory', mode: 0o755, ...jobUser });
  pack.entry({ name: 'job/', type: 'directory', mode: 0o755 });
  pack.entry({ name: 'job/requirements.txt', mode: 0o444 }, `${content.requirements.join('\n')}\n`);
  for (const helper of ['init.py', 'setup.py', 'forward.py']) {
    pack.entry({ name: `job/system/${helper}`, mode: 0o444 }, await readFile(path.join(content.helpersFolder, helper)));
  }
  let sent = 0;
  const report = (bytes: number) => {
    sent += bytes;
    onProgress(sent);
  };
  for (const part of ['inputs', 'wheels']) await addTree(pack, path.join(content.folder, part), `job/${part}`, report);
}

async function addTree(pack: tar.Pack, folder: string, name: string, report: (bytes: number) => void): Promise<void> {
  pack.entry({ name: `${name}/`, type: 'directory', mode: 0o755 });
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const source = path.join(folder, entry.name);
    const target = `${name}/${entry.name}`;
    if (entry.isDirectory()) await addTree(pack, source, target, report);
    else if (entry.isFile()) await addFile(pack, source, target, report);
    else
      throw new AppError({
        code: 'invalid_job',
        ...sentence('entry_is_special', { path: target }),
        retryable: false,
      });
  }
}

async function addFile(pack: tar.Pack, source: string, name: string, report: (bytes: number) => void): Promise<void> {
  const { size, mode } = await lstat(source);
  const entry = pack.entry({ name, size, mode: mode & 0o111 ? 0o755 : 0o644 });
  await pipeline(createReadStream(source, { end: Math.max(0, size - 1) }), entry);
  report(size);
}

/** Bytes of all files below `folder`; 0 where it does not exist. */
export async function contentBytes(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (entry.isFile()) total += (await lstat(path.join(entry.parentPath, entry.name))).size;
  }
  return total;
}
