import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { AppError } from '../../shared/errors.ts';
import type { JobOutputs, RefusedOutput } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

const maxFiles = 100_000;
const maxDepth = 64;
const shownRefusals = 100;

type Kept = { kind: 'file' | 'folder'; path: string } | { kind: 'refused'; reason: RefusedOutput['reason'] };

/**
 * Copies an archive of `/outputs` into `folder`. Whatever is not an ordinary file or folder with an ordinary name
 * inside it is refused and listed; nothing is ever written outside `folder`. Stops at `maxBytes` of content.
 * @throws AppError disk_full
 */
export async function collectOutputs(
  archive: Readable,
  folder: string,
  maxBytes: number,
  onProgress: (files: number, bytes: number) => void,
): Promise<JobOutputs> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const outputs: JobOutputs = { files: 0, bytes: 0, refused: [], refusedCount: 0 };
  const refuse = (name: string, reason: RefusedOutput['reason']) => {
    outputs.refusedCount += 1;
    if (outputs.refused.length < shownRefusals) outputs.refused.push({ path: name.slice(0, 300), reason });
  };

  const extract = tar.extract();
  // An archive that breaks off must also end a copy that is under way.
  const broken = new AbortController();
  const fed = pipeline(archive, extract).catch((error) => broken.abort(error));
  try {
    for await (const entry of extract) {
      const { name, size = 0 } = entry.header;
      const kept = sort(entry.header);
      if (kept.kind === 'refused') refuse(inside(name), kept.reason);
      else if (kept.kind === 'folder') await mkdir(path.join(folder, kept.path), { recursive: true });
      else if (outputs.files >= maxFiles || outputs.bytes + size > maxBytes) {
        refuse(kept.path, 'limit');
        if (outputs.bytes + size > maxBytes) break;
      } else {
        const target = path.join(folder, kept.path);
        await mkdir(path.dirname(target), { recursive: true });
        await pipeline(entry, createWriteStream(target, { flags: 'wx', mode: 0o644 }), { signal: broken.signal });
        outputs.files += 1;
        outputs.bytes += size;
        onProgress(outputs.files, outputs.bytes);
      }
      entry.resume();
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError' ? broken.signal.reason : diskError(error);
  } finally {
    archive.destroy();
    await fed;
  }
  return outputs;
}

function diskError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')))
    return error;
  return new AppError(
    {
      code: 'disk_full',
      ...sentence('outputs_do_not_fit'),
      phase: 'collecting',
      retryable: true,
      remedy: advice('free_space_outputs_kept'),
    },
    { cause: error },
  );
}

function inside(name: string): string {
  return name.replace(/^(?:\.\/)?outputs\/?/, '');
}

/** Decides on one archive entry by its type and name alone. */
export function sort(header: Pick<tar.Header, 'name' | 'type'>): Kept {
  if (header.type === 'symlink' || header.type === 'link') return { kind: 'refused', reason: 'link' };
  if (header.type !== 'file' && header.type !== 'directory' && header.type !== 'contiguous-file') {
    return { kind: 'refused', reason: 'device' };
  }
  const parts = inside(header.name)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (header.name.startsWith('/') || parts.includes('..')) return { kind: 'refused', reason: 'outside' };
  if (parts.length > maxDepth || parts.some(isBadName)) return { kind: 'refused', reason: 'name' };
  return { kind: header.type === 'directory' ? 'folder' : 'file', path: parts.join('/') };
}

/** Names that some system reads as something else: control characters, separators, streams, Windows devices. */
function isBadName(part: string): boolean {
  return (
    Buffer.byteLength(part) > 255 ||
    /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd\\:]/.test(part) ||
    /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part) ||
    /[. ]$/.test(part)
  );
}
